import { randomUUID } from 'node:crypto'
import { expect, onTestFinished } from 'vitest'
import { mustAnswer } from '../api-client.ts'
import { startDemoServer } from './demo-server.ts'
import { faultsOfText } from './screen-faults.ts'
import { enterDemo } from './screens.ts'
import { openWindow, rowOf, signIn, tableButton, tablesOf, tablet, test, testPassword } from './stand.ts'

const zone = 'America/New_York'
const minuteMs = 60_000

/** A restaurant in New York on a server of that instant: one party sits, one waits, one is booked half an hour ahead. */
async function openNight(at: string) {
  const server = await startDemoServer({ at })
  onTestFinished(() => server.stop())
  const email = `${randomUUID()}@example.com`
  const { access_token: token } = (await mustAnswer(server.url, {
    method: 'POST',
    path: '/auth/register',
    body: { restaurantName: 'Chez Ada', name: 'Ada Lane', email, password: testPassword, timezone: zone },
  })) as { access_token: string }
  const call = async (method: string, path: string, body?: object) =>
    (await mustAnswer(server.url, { method, path, token, ...(body ? { body } : {}) })) as Record<string, unknown>
  await call('POST', '/tables/bulk', { tables: tablesOf([4, 4]) })
  const tables = (await call('GET', '/tables')) as unknown as { id: string; tableNumber: string }[]
  const idOf = (number: string) => tables.find(({ tableNumber }) => tableNumber === number)?.id
  await call('POST', '/guests', { name: 'Okafor', partySize: 3, status: 'seated', tableIds: [idOf('1')] })
  await call('POST', '/guests', { name: 'Kim', partySize: 2 })
  const startsAt = new Date(Date.parse(at) + 30 * minuteMs).toISOString()
  await call('POST', '/reservations', { name: 'Novák', partySize: 4, startsAt, tableIds: [idOf('2')] })
  const context = await openWindow({ ...tablet, locale: 'en-US' })
  return { url: server.url, email, page: await context.newPage() }
}

test.each([
  ['at 02:46', '2026-11-30T07:46:00Z', '2:4', '3:16 AM'],
  ['at noon', '2026-11-30T17:00:00Z', '12:0', '12:30 PM'],
  ['in the night that skips an hour', '2026-03-08T06:40:00Z', '1:4', '3:10 AM'],
  ['in the night that repeats an hour', '2026-11-01T05:40:00Z', '1:4', '1:10 AM'],
])(
  '%s plan, lists and timeline agree, and the demo has its evening',
  async (_when, at, clock, booked) => {
    const { url, email, page } = await openNight(at)
    await page.goto(url)
    await signIn(page, email)
    await page
      .getByRole('banner')
      .getByText(new RegExp(`^${clock}\\d [AP]M$`))
      .waitFor()
    await tableButton(page, 1).filter({ hasText: 'Okafor' }).waitFor()
    await page.getByRole('button', { name: new RegExp(`^Table 2, .*next Novák, party of 4, at ${booked}`) }).waitFor()
    await rowOf(page, 'Kim').waitFor()
    await page.getByRole('tab', { name: /^Next/ }).click()
    await rowOf(page, 'Novák').getByText(booked).waitFor()
    await rowOf(page, 'Novák')
      .getByText(/^in (29|30) min$/)
      .waitFor()
    expect(await page.evaluate(faultsOfText, Number.POSITIVE_INFINITY)).toEqual([])
    await page.goto(`${url}/reservations`)
    await page.getByRole('listitem').filter({ hasText: 'Novák' }).getByText(booked).first().waitFor()
    expect(await page.evaluate(faultsOfText, Number.POSITIVE_INFINITY)).toEqual([])
    await page.goto(`${url}/timeline`)
    for (const name of ['Novák', 'Okafor'])
      await page.getByRole('button', { name: new RegExp(`\\d ${name}`) }).waitFor()

    const visitor = await (await openWindow({ ...tablet, locale: 'en-US' })).newPage()
    await enterDemo(visitor, url)
    await visitor
      .getByRole('banner')
      .getByText(/^[678]:\d\d PM$/)
      .waitFor()
    await tableButton(visitor, 7).filter({ hasText: 'Okafor' }).waitFor()
    await visitor.getByRole('tab', { name: /^Next/ }).getByText('10').waitFor()
  },
  240_000,
)
