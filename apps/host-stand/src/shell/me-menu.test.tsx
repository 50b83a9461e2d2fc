import { fireEvent, screen } from '@testing-library/react'
import { test } from 'vitest'
import { openStandScreen } from '../testing/stand-screen.tsx'
import { MeMenu } from './me-menu.tsx'

test('a restaurant that somebody has joined since the sign-in is in their menu', async () => {
  const { show, server, client, later } = await openStandScreen({})
  show(<MeMenu />)
  server.accounts.setRole(client.status.user?.email ?? '', 2, 'host')
  fireEvent.click(screen.getByRole('button', { name: /manager/i }))
  await later(1)
  // The menu is loaded when it first opens.
  await screen.findByRole('menuitem', { name: 'R2' }, { timeout: 20_000 })
})
