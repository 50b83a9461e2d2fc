import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import { takeFromMenu } from './menu.ts'
import {
  desktop,
  messageOf,
  openHostStand,
  openWindow,
  registerStandRestaurant,
  rowOf,
  signIn,
  tableButton,
  tablet,
  test,
  testPassword,
} from './stand.ts'
import { allThatIsKept } from './storage.ts'

test('a person is invited, joins with the link, gets another role, and is removed: their device asks to sign in at once', async () => {
  const { url, owner, addParty } = await registerStandRestaurant({ capacities: [2] })
  await addParty('Okafor', 2)
  const page = await openHostStand(url, { email: owner, device: desktop })
  await takeFromMenu(page, 'People')
  await page.getByRole('button', { name: 'Add person' }).click()
  const email = `${crypto.randomUUID()}@example.com`
  const form = page.getByRole('form', { name: 'New person' })
  await form.getByLabel('Name').fill('Mia Berg')
  await form.getByLabel('Email').fill(email)
  await form.getByLabel('Role').selectOption('Host')
  await form.getByRole('button', { name: 'Invite' }).click()
  const link = await page.getByLabel('Link for Mia Berg').getByRole('textbox').inputValue()
  await page.getByRole('heading', { name: 'Invited, not here yet' }).waitFor()

  const theirs = await (await openWindow(tablet)).newPage()
  await theirs.goto(link)
  await theirs.getByRole('heading', { name: 'Join Chez Ada' }).waitFor()
  await theirs.getByLabel('Password', { exact: true }).fill(testPassword)
  await theirs.getByRole('button', { name: 'Join', exact: true }).click()
  await theirs.getByRole('banner').waitFor()
  expect(theirs.url()).not.toContain('#')
  await page.reload()
  const notify = theirs.getByRole('button', { name: 'Notify Okafor' })
  await notify.waitFor()
  await page.getByLabel('Role: Mia Berg').selectOption('Viewer')
  await messageOf(page, 'Mia Berg is viewer now').waitFor()
  await takeFromMenu(theirs, 'Sign out')
  await signIn(theirs, email)
  await rowOf(theirs, 'Okafor').waitFor()
  expect(await notify.count()).toBe(0)

  await page.getByRole('button', { name: 'Remove: Mia Berg' }).click()
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  await messageOf(page, 'Mia Berg is removed').waitFor()
  await theirs.getByRole('heading', { name: 'Sign in to your restaurant' }).waitFor()
  await theirs.reload()
  await theirs.getByRole('heading', { name: 'Sign in to your restaurant' }).waitFor()
  expect(await theirs.getByText('Okafor').count()).toBe(0)
})

test('a viewer sees the floor, the line and the reservations without actions', async () => {
  const { url, hire, addParty, addSeated, call, tableIds } = await registerStandRestaurant({ capacities: [2, 4] })
  await addParty('Okafor', 2)
  await addSeated('Sato', 4, [2])
  const startsAt = new Date(Date.now() + 600_000).toISOString()
  await call('POST', '/reservations', { name: 'Moreau', partySize: 2, startsAt, tableIds: [tableIds[0]] })
  const page = await openHostStand(url, { email: await hire('Vera Lang', 'viewer'), device: desktop })
  const bar = page.getByRole('button', { name: /^2 Moreau / })
  const sheet = (name: RegExp) => page.getByRole('dialog', { name })
  const looks: readonly (readonly [look: () => Promise<void>, shows: Locator])[] = [
    [() => rowOf(page, 'Okafor').getByText('Okafor').click(), sheet(/Okafor/)],
    [() => tableButton(page, 2).click(), sheet(/^Table 2/)],
    [() => tableButton(page, 1).click(), sheet(/^Table 1/)],
    [() => page.getByRole('tab', { name: /^Next/ }).click(), rowOf(page, 'Moreau')],
    [() => page.getByRole('link', { name: 'Timeline' }).click(), bar],
    [() => bar.click(), sheet(/Moreau/)],
    [
      () => page.getByRole('link', { name: 'Reservations' }).click(),
      page.getByRole('main').getByText('Moreau').first(),
    ],
    [() => takeFromMenu(page, 'Activity'), page.getByRole('main').getByText('Booked Moreau').first()],
  ]
  const deeds =
    /^(Add|Notify|Seat|Done|Undo|More|Book|Arrived|Hold|Block|Needs|Make|Clean|Edit|Move|Join|Left|No-show|Cancel|Change|Back to|Bring|Confirm|Save|Elsewhere|Settings|People|Mains|Dessert)/
  for (const [look, shows] of looks) {
    await look()
    await shows.waitFor()
    const names = await page
      .getByRole('button')
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? one.textContent ?? ''))
    expect(names.filter((name) => deeds.test(name))).toEqual([])
    await page.keyboard.press('Escape')
  }
  await page.getByRole('link', { name: 'Floor' }).click()
  await page.keyboard.press('n')
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Find anything' })
  await palette.getByRole('option', { name: 'Timeline' }).waitFor()
  expect(await palette.getByRole('option', { name: /Add party|People|Settings|Edit the floor/ }).count()).toBe(0)
  await page.keyboard.press('Escape')
  expect(await page.getByRole('dialog', { name: 'Add party' }).count()).toBe(0)
  for (const path of ['/editor', '/people', '/settings']) {
    await page.goto(url + path)
    await tableButton(page, 1).waitFor()
    expect(new URL(page.url()).pathname).toBe('/')
  }
})

test('signing out leaves nothing on the device, and the next person sees their own restaurant', async () => {
  const { url, owner, addParty } = await registerStandRestaurant({ capacities: [2] })
  await addParty('Okafor', 2)
  const next = await registerStandRestaurant({ capacities: [4] })
  await next.addParty('Sato', 4)
  const page = await (await openWindow(tablet)).newPage()
  await page.goto(url)
  await signIn(page, owner)
  await rowOf(page, 'Okafor').waitFor()
  await expect.poll(() => page.evaluate(allThatIsKept), { timeout: 10_000 }).toContain('Okafor')
  await takeFromMenu(page, 'Sign out')
  await page.getByRole('heading', { name: 'Sign in to your restaurant' }).waitFor()
  await expect.poll(() => page.evaluate(allThatIsKept)).not.toContain('Okafor')
  expect(await page.evaluate(allThatIsKept)).not.toContain(owner)
  await page.goto(`${url}/timeline`)
  await page.getByRole('heading', { name: 'Sign in to your restaurant' }).waitFor()
  await signIn(page, next.owner)
  await page.getByRole('link', { name: 'Floor' }).click()
  await rowOf(page, 'Sato').waitFor()
  expect(await page.getByText('Okafor').count()).toBe(0)
})
