import { Secret, TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { takeFromMenu } from './menu.ts'
import {
  desktop,
  messageOf,
  openWindow,
  phone,
  registerStandRestaurant,
  signIn,
  standUrl,
  tablet,
  test,
  testPassword,
} from './stand.ts'

// Browsers keep passkeys for names, and not for 127.0.0.1.
const localUrl = () => standUrl().replace('127.0.0.1', 'localhost')

const stepMs = 30_000

/** A phone's authenticator app. */
function openApp(secret: string) {
  let last = 0
  return {
    /** A code that was not given before: that of the next step, where this one was. */
    code() {
      const step = Math.max(Math.floor(Date.now() / stepMs), last + 1)
      last = step
      return TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: step * stepMs })
    },
  }
}

async function giveCredentials(page: Page, email: string): Promise<void> {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(testPassword)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

test('two-step sign-in is turned on with a QR code, asks for a code at the next sign-in, and takes a recovery code', async () => {
  const { owner } = await registerStandRestaurant({ capacities: [2] })
  const page = await (await openWindow(desktop)).newPage()
  await page.goto(localUrl())
  await signIn(page, owner)
  await takeFromMenu(page, 'Your account')
  await page.getByRole('button', { name: 'Turn on' }).click()
  await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor()
  const secret = (await page.getByText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).textContent()) ?? ''
  const app = openApp(secret.replaceAll(' ', ''))
  await page.getByLabel('Code', { exact: true }).fill('000000')
  await page.getByRole('button', { name: 'Confirm' }).click()
  await page.getByText('That code is wrong').waitFor()
  await page.getByLabel('Code', { exact: true }).fill(app.code())
  await page.getByRole('button', { name: 'Confirm' }).click()
  const list = page.getByLabel('Your recovery codes')
  await list.waitFor()
  const codes = await list.getByRole('listitem').allTextContents()
  expect(codes).toHaveLength(10)
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByText('10 recovery codes left.').waitFor()

  await takeFromMenu(page, 'Sign out')
  await giveCredentials(page, owner)
  await page.getByLabel('Code', { exact: true }).fill(app.code())
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('banner').waitFor()
  await takeFromMenu(page, 'Sign out')
  await giveCredentials(page, owner)
  await page.getByLabel('Code', { exact: true }).fill(codes[0] ?? '')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('banner').waitFor()
  await takeFromMenu(page, 'Your account')
  await page.getByText('9 recovery codes left.').waitFor()
  await page.getByRole('button', { name: 'Turn off' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Turn off' }).click()
  await messageOf(page, 'Two-step sign-in is off').waitFor()
})

test('a passkey is added, named, signs in without an email, and after its removal no more', async () => {
  const { owner } = await registerStandRestaurant({ capacities: [2] })
  const context = await openWindow(tablet)
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  })
  await page.goto(localUrl())
  await signIn(page, owner)
  await takeFromMenu(page, 'Your account')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await messageOf(page, 'Passkey added').waitFor()
  const rename = page.getByRole('button', { name: /^Rename: / })
  await rename.click()
  await page.getByLabel('Name').press('Escape')
  await rename.click()
  await page.getByLabel('Name').fill('The tablet')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('The tablet').waitFor()

  await takeFromMenu(page, 'Sign out')
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByRole('banner').waitFor()
  await takeFromMenu(page, 'Your account')
  await page.getByText(/last used/).waitFor()
  await page.getByRole('button', { name: 'Remove: The tablet' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  await page.getByText('You have no passkey yet.').waitFor()
  await takeFromMenu(page, 'Sign out')
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByText('This passkey does not sign in here. Use your password.').waitFor()
})

test('a passkey is offered on its own host alone', async () => {
  const page = await (await openWindow(tablet)).newPage()
  const button = page.getByRole('button', { name: 'Sign in with a passkey' })
  await page.goto(localUrl())
  await button.waitFor()
  await page.goto(standUrl())
  await page.getByRole('button', { name: 'Look around in the demo restaurant' }).waitFor()
  expect(await button.count()).toBe(0)
})

test('the screens of two-step sign-in fit a phone', async () => {
  const { owner } = await registerStandRestaurant({ capacities: [2] })
  const page = await (await openWindow(phone)).newPage()
  await page.goto(localUrl())
  await signIn(page, owner)
  await takeFromMenu(page, 'Your account')
  await page.getByRole('button', { name: 'Turn on' }).click()
  await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor()
  const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  expect(isWide).toBe(false)
})
