import { act, fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { openStandScreen } from '../testing/stand-screen.tsx'
import { TableSheet } from './table-sheet.tsx'

const press = (name: string) => act(async () => fireEvent.click(screen.getByRole('button', { name })))

async function openJoined() {
  const stand = await openStandScreen({ tables: [4, 4] })
  const party = { name: 'Okafor', partySize: 6, status: 'seated' as const, tableIds: stand.tableIds }
  const guestId = await stand.run('guest.create', party)
  stand.show(<TableSheet tableId={stand.tableIds[0] ?? ''} onClose={() => {}} />)
  return { ...stand, party: () => stand.guest(guestId) }
}

test('one of two joined tables is cleared alone, and the party stays at the other', async () => {
  const { tableIds, party } = await openJoined()
  await press('Clear table 1 only')
  expect(party()).toMatchObject({ status: 'seated', tableIds: tableIds.slice(1) })
})

test('Done ends the party at all of its tables', async () => {
  const { party, client } = await openJoined()
  await press('Done')
  expect(party()?.status).toBe('finished')
  expect([...(client.view?.tables.values() ?? [])].every(({ currentGuestId }) => currentGuestId === null)).toBe(true)
})

test('a table with a party of its own has nothing to clear alone', async () => {
  const { show, run, tableIds } = await openStandScreen({ tables: [4] })
  await run('guest.create', { name: 'Ada', partySize: 2, status: 'seated', tableIds })
  show(<TableSheet tableId={tableIds[0] ?? ''} onClose={() => {}} />)
  expect(screen.queryByRole('button', { name: /only$/ })).toBeNull()
})
