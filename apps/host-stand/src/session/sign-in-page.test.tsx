import { QTableProvider } from '@qtable/client/react'
import { openDevices } from '@qtable/client/testing'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { expect, onTestFinished, test, vi } from 'vitest'
import { pagePaths } from '../pages.ts'
import { PagePaths } from '../shell/page.ts'
import { SignInPage } from './sign-in-page.tsx'

async function openDoor() {
  const { server, open } = openDevices()
  const person = server.hire('Ona', 'host', [...server.restaurants.keys()])
  const device = await open()
  render(
    <QTableProvider client={device.client}>
      <PagePaths value={pagePaths}>
        <SignInPage />
      </PagePaths>
    </QTableProvider>,
  )
  const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })
  const signIn = () => fireEvent.click(screen.getByRole('button', { name: 'Sign in' }))
  /** Advances time until a condition holds. */
  const until = (isSo: () => boolean) =>
    expect
      .poll(async () => {
        await act(async () => server.clock.advance(100))
        return isSo()
      })
      .toBe(true)
  return { ...device, person, type, signIn, until }
}

test('a wrong password is reported, and the right one signs in', async () => {
  const { client, person, type, signIn, until } = await openDoor()
  type('Email', ` ${person.email} `)
  type('Password', 'not the password')
  signIn()
  await until(() => screen.queryByRole('alert') !== null)
  expect(screen.getByRole('alert').textContent).toBe('Email or password is wrong.')
  expect(client.status.user).toBeUndefined()
  type('Password', person.password)
  signIn()
  await until(() => client.status.user?.name === 'Ona')
  expect(screen.queryByRole('alert')).toBeNull()
})

test('what is missing is said at its field, the first one has the focus, and typing takes it back', async () => {
  const { signIn, type } = await openDoor()
  signIn()
  expect(screen.getAllByText('Fill this in.')).toHaveLength(2)
  expect(document.activeElement).toBe(screen.getByLabelText('Email'))
  type('Email', 'no address')
  signIn()
  screen.getByText('That is no email address.')
  expect(screen.getByLabelText('Email').getAttribute('aria-invalid')).toBe('true')
  fireEvent.input(screen.getByLabelText('Email'), { target: { value: 'ada@example.com' } })
  expect(screen.queryByText('That is no email address.')).toBeNull()
})

test('a password can be shown while it is typed', async () => {
  await openDoor()
  const field = screen.getByLabelText<HTMLInputElement>('Password')
  expect(field.type).toBe('password')
  fireEvent.click(screen.getByRole('button', { name: 'Show password' }))
  expect(field.type).toBe('text')
  fireEvent.click(screen.getByRole('button', { name: 'Hide password' }))
  expect(field.type).toBe('password')
})

/** The server's answer to what it offers beside a password, and a browser with passkeys. */
function offer(answer: { passkey_host: string | null; demo: object | null }): void {
  vi.stubGlobal('fetch', async () => Response.json(answer))
  vi.stubGlobal('PublicKeyCredential', class {})
  onTestFinished(() => void vi.unstubAllGlobals())
}

const passkeyButton = () => screen.queryByRole('button', { name: 'Sign in with a passkey' })
const demo = { email: 'demo@example.com', password: 'table-for-two' }

test('a passkey is offered on the page of its host', async () => {
  offer({ passkey_host: location.hostname, demo: null })
  const { until } = await openDoor()
  await until(() => passkeyButton() !== null)
})

test.each([null, 'floor.example.com'])('where passkeys are for %j no passkey is offered', async (host) => {
  offer({ passkey_host: host, demo })
  await openDoor()
  // The answer is here.
  await screen.findByRole('button', { name: 'Look around in the demo restaurant' })
  expect(passkeyButton()).toBeNull()
})
