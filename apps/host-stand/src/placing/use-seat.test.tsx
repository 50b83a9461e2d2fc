import { act, fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { openStandScreen } from '../testing/stand-screen.tsx'
import { useSeat } from './use-seat.ts'

function SeatButton({ guestId, tableId }: { guestId: string; tableId: string }) {
  const seat = useSeat()
  return (
    <button type="button" onClick={() => seat({ kind: 'guest', guestId }, [tableId])}>
      Seat
    </button>
  )
}

test('a party is seated with the tables that its host saw, so that another host’s seat meanwhile is kept', async () => {
  const { show, run, client, tableIds } = await openStandScreen({ tables: [4, 4] })
  const guestId = await run('guest.create', { name: 'Ada', partySize: 2 })
  show(<SeatButton guestId={guestId} tableId={tableIds[1] ?? ''} />)
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Seat' })))
  const [sent] = client.pending.flatMap(({ mutation }) => mutation.commands)
  expect(sent).toMatchObject({ type: 'guest.seat', payload: { tableIds: [tableIds[1]], was: { tableIds: [] } } })
})
