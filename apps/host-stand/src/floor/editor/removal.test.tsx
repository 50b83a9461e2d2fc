import { act, fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { openStandScreen } from '../../testing/stand-screen.tsx'
import { Toaster } from '../../ui/toaster.tsx'
import { beginEditing, editingNow, select } from './editing.ts'
import { useRemoval } from './removal.ts'

function Remove() {
  const remove = useRemoval()
  return (
    <button type="button" onClick={remove}>
      remove
    </button>
  )
}

test('tables are deleted except those with a party or a booking, which is named', async () => {
  const { show, run, client, tableIds } = await openStandScreen({ tables: [2, 4, 4] })
  const [free = '', taken = '', booked = ''] = tableIds
  await run('guest.create', { name: 'Okafor', partySize: 4, tableIds: [taken], status: 'seated' })
  const startsAt = new Date(client.now() + 3_600_000).toISOString()
  await run('reservation.create', { name: 'Silva', partySize: 4, startsAt, tableIds: [booked] })
  if (client.view) beginEditing(client.view)
  show(
    <>
      <Remove />
      <Toaster />
    </>,
  )
  select([free, taken, booked])
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'remove' })))
  expect([...(editingNow()?.history.present.tables.keys() ?? [])]).toEqual([taken, booked])
  expect(editingNow()?.selected).toEqual([taken, booked])
  const both =
    /^Okafor sits at table 2\. Delete it when they have left\. Silva is booked at table 3, .* Give them another table first\.$/
  expect(screen.getAllByText(both).length).toBeGreaterThan(0)
  // Nothing of it has reached the floor.
  expect(client.view?.tables.has(free)).toBe(true)
})
