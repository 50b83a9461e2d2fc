import { lazy, Suspense } from 'react'
import { AddPartySheet } from '../line/add-party-sheet.tsx'
import { PartySheet } from '../parties/party-sheet.tsx'
import { stopPlacing } from '../placing/placing-store.ts'
import { TableSheet } from '../tables/table-sheet.tsx'
import { closeSheet, type SheetContent } from './open-sheet.ts'

// Sheets that are rarely needed at once load after the first screen.
const EditPartySheet = lazy(async () => ({
  default: (await import('../parties/edit-party-sheet.tsx')).EditPartySheet,
}))
const ReservationSheet = lazy(async () => ({
  default: (await import('../reservations/reservation-sheet.tsx')).ReservationSheet,
}))
const SeeToSheet = lazy(async () => ({ default: (await import('../to-see-to/see-to-sheet.tsx')).SeeToSheet }))

/** The sheet over the rail. Closing it also ends the choice of a table that began in it. */
export function RailSheet({ content }: { content: SheetContent }) {
  return (
    <Suspense fallback={null}>
      <Content content={content} />
    </Suspense>
  )
}

function Content({ content }: { content: SheetContent }) {
  switch (content.kind) {
    case 'add':
      return <AddPartySheet onClose={closeAll} />
    case 'party':
      return <PartySheet key={content.guestId} guestId={content.guestId} onClose={closeAll} />
    case 'edit-party':
      return <EditPartySheet key={content.guestId} guestId={content.guestId} onClose={closeAll} />
    case 'table':
      return <TableSheet key={content.tableId} tableId={content.tableId} onClose={closeAll} />
    case 'reservation':
      return <ReservationSheet key={content.reservationId} reservationId={content.reservationId} />
    case 'see-to':
      return <SeeToSheet onClose={closeAll} />
  }
}

function closeAll(): void {
  stopPlacing()
  closeSheet()
}
