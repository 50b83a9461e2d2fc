import { expect } from 'vitest'
import { openWindow, registerStandRestaurant, signIn, standUrl, tableButton, tablet, test } from './stand.ts'

test('the first visit loads less than 300 KB of script, even with gzip, as browsers get it without https', async () => {
  const { url, owner } = await registerStandRestaurant({ capacities: [4] })
  const page = await (await openWindow(tablet)).newPage()
  await page.addInitScript(noteFirstTable)
  await page.goto(url)
  await signIn(page, owner)
  await tableButton(page, 1).waitFor()
  const loaded = await page.evaluate(() => {
    const all = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
    // What is fetched once the floor is shown, and nothing waits for, is not part of it.
    const { firstTableAt } = globalThis as unknown as { firstTableAt: number }
    const files = all
      .filter(({ startTime }) => startTime <= firstTableAt)
      .map(({ name, encodedBodySize }) => ({ path: new URL(name).pathname, bytes: encodedBodySize }))
    return files.filter(({ path }) => path.endsWith('.js'))
  })
  const sent = loaded.reduce((sum, { bytes }) => sum + bytes, 0)
  const byGzip = await Promise.all(loaded.map(({ path }) => bytesByGzip(path)))
  const gzip = byGzip.reduce((sum, bytes) => sum + bytes, 0)
  process.stdout.write(`first load: ${sent} bytes of script in ${loaded.length} files, ${gzip} by gzip\n`)
  expect(sent).toBeGreaterThan(50_000)
  expect(gzip).toBeGreaterThan(sent)
  expect(gzip).toBeLessThan(300_000)
})

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
