import { act, fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { openStandScreen } from '../testing/stand-screen.tsx'
import { LeftFromYesterday } from './left-from-yesterday.tsx'

test('parties that still sit since yesterday are named, and one step clears them all', async () => {
  const { show, run, later, tableIds, client, guest } = await openStandScreen({ tables: [4, 4, 4] })
  const sit = (name: string, i: number) =>
    run('guest.create', { name, partySize: 2, status: 'seated', tableIds: tableIds.slice(i, i + 1) })
  const [ada, lin] = [await sit('Ada', 0), await sit('Lin', 1)]
  const { unmount } = show(<LeftFromYesterday />)
  expect(screen.queryByRole('region')).toBeNull()
  unmount()
  await later(24 * 60)
  const today = await sit('Zuse', 2)
  show(<LeftFromYesterday />)
  screen.getByText('2 parties still seated from yesterday')
  screen.getByText('Ada, Lin')
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Clear all' })))
  expect([ada, lin, today].map((id) => guest(id)?.status)).toEqual(['finished', 'finished', 'seated'])
  expect([...(client.view?.tables.values() ?? [])].map(({ currentGuestId }) => currentGuestId)).toEqual([
    null,
    null,
    today,
  ])
  expect(screen.queryByRole('region')).toBeNull()
})
