import { expect } from 'vitest'
import { openWindow, registerStandRestaurant, standUrl, tablet, test, testPassword } from './stand.ts'

const locales = ['en-GB', 'de-DE', 'es-ES', 'fr-FR']

test.each(locales)(
  '%s: the first visit loads less than 300 KB of script and words, even with gzip, as browsers get it without https',
  async (locale) => {
    const { url, owner } = await registerStandRestaurant({ capacities: [4] })
    const page = await (await openWindow({ ...tablet, locale })).newPage()
    await page.addInitScript(noteFirstTable)
    await page.goto(url)
    // The labels are in the language of the browser.
    await page.locator('input[type=email]').fill(owner)
    await page.locator('input[type=password]').fill(testPassword)
    await page.locator('button[type=submit]').click()
    await page.locator('[data-table]').waitFor()
    const loaded = await page.evaluate(() => {
      const all = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
      // What is fetched once the floor is shown, and nothing waits for, is not part of it.
      const { firstTableAt } = globalThis as unknown as { firstTableAt: number }
      const files = all
        .filter(({ startTime }) => startTime <= firstTableAt)
        .map(({ name, encodedBodySize }) => ({ path: new URL(name).pathname, bytes: encodedBodySize }))
      return files.filter(({ path }) => /\.js$|^\/assets\/.*\.json$/.test(path))
    })
    const sent = loaded.reduce((sum, { bytes }) => sum + bytes, 0)
    const byGzip = await Promise.all(loaded.map(({ path }) => bytesByGzip(path)))
    const gzip = byGzip.reduce((sum, bytes) => sum + bytes, 0)
    process.stdout.write(`${locale}: the first load has ${sent} bytes in ${loaded.length} files, ${gzip} by gzip\n`)
    expect(sent).toBeGreaterThan(50_000)
    expect(gzip).toBeGreaterThan(sent)
    expect(loaded.filter(({ path }) => path.endsWith('.json'))).toHaveLength(1)
    expect(gzip).toBeLessThan(300_000)
  },
)

async function bytesByGzip(path: string): Promise<number> {
  const answer = await fetch(standUrl() + path, { headers: { 'accept-encoding': 'gzip' } })
  expect(answer.headers.get('content-encoding') ?? 'identity').toMatch(/gzip|identity/)
  await answer.arrayBuffer()
  return Number(answer.headers.get('content-length'))
}

// Runs in the page.
function noteFirstTable(): void {
  const observer = new MutationObserver(() => {
    if (!document.querySelector('[data-table]')) return
    Object.assign(globalThis, { firstTableAt: performance.now() })
    observer.disconnect()
  })
  observer.observe(document, { childList: true, subtree: true })
}
