import { QTableProvider } from '@qtable/client/react'
import { openDevices } from '@qtable/client/testing'
import { act, render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { OfflineBar } from './offline-bar.tsx'

const loud = () => screen.queryByRole('alert')?.textContent

test('a device that keeps nothing says so loudly, sent or not, and in other words without a network', async () => {
  const { server, signedIn } = openDevices()
  // Without IndexedDB the client has memory alone.
  const { client, network } = await signedIn()
  render(
    <QTableProvider client={client}>
      <OfflineBar />
    </QTableProvider>,
  )
  expect(client.status).toMatchObject({ unsent: 0, isKept: false })
  expect(loud()).toBe('This browser keeps nothing: what is not sent is lost when the page closes.')
  await act(async () => {
    network.isUp = false
    network.cut()
    client.run('guest.create', { name: 'Moreau', partySize: 2 })
    await server.clock.advance(5_000)
  })
  expect(loud()).toMatch(/^No network\. This browser keeps nothing: leave this page open until it is back\./)
  screen.getByRole('button', { name: '1 change to send' })
})
