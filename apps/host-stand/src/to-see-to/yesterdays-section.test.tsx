import { act, fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { openStandScreen } from '../testing/stand-screen.tsx'
import { SeeToSheet } from './see-to-sheet.tsx'

test('parties that still sit since yesterday are named, and one tap clears one of them, or all', async () => {
  const { show, run, later, tableIds, client, guest } = await openStandScreen({ tables: [4, 4, 4, 4] })
  const sit = (name: string, i: number) =>
    run('guest.create', { name, partySize: 2, status: 'seated', tableIds: tableIds.slice(i, i + 1) })
  const sheet = <SeeToSheet onClose={() => {}} />
  const [ada, lin, kay] = [await sit('Ada', 0), await sit('Lin', 1), await sit('Kay', 3)]
  const { unmount } = show(sheet)
  expect(screen.queryByText('Ada')).toBeNull()
  unmount()
  await later(24 * 60)
  const today = await sit('Zuse', 2)
  show(sheet)
  screen.getByText('3 parties still seated from yesterday')
  expect(screen.queryByText('Zuse')).toBeNull()
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Done: Kay' })))
  expect([ada, lin, kay].map((id) => guest(id)?.status)).toEqual(['seated', 'seated', 'finished'])
  screen.getByText('2 parties still seated from yesterday')
  screen.getByText('Ada')
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Clear all' })))
  expect([ada, lin, today].map((id) => guest(id)?.status)).toEqual(['finished', 'finished', 'seated'])
  expect([...(client.view?.tables.values() ?? [])].map(({ currentGuestId }) => currentGuestId)).toEqual([
    null,
    null,
    today,
    null,
  ])
  screen.getByText('Nothing to see to')
})
