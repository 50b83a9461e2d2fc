import { ReservationSheet } from '../reservations/reservation-sheet.tsx'
import { stopPlacing } from '../stand/placing.ts'
import { closeSheet, type SheetContent } from '../stand/sheet.ts'
import { AddSheet } from '../waitlist/add-sheet.tsx'
import { EditPartySheet } from '../waitlist/edit-party-sheet.tsx'
import { PartySheet } from '../waitlist/party-sheet.tsx'
import { TableSheet } from '../waitlist/table-sheet.tsx'
import { UnsentSheet } from './unsent-sheet.tsx'

/** What lies over the rail. Closing it also ends the choice of a table that began with it. */
export function RailSheet({ content }: { content: SheetContent }) {
  switch (content.kind) {
    case 'add':
      return <AddSheet onClose={closeAll} />
    case 'party':
      return <PartySheet key={content.guestId} guestId={content.guestId} onClose={closeAll} />
    case 'edit-party':
      return <EditPartySheet key={content.guestId} guestId={content.guestId} onClose={closeAll} />
    case 'table':
      return <TableSheet key={content.tableId} tableId={content.tableId} onClose={closeAll} />
    case 'reservation':
      return <ReservationSheet key={content.reservationId} reservationId={content.reservationId} />
    case 'unsent':
      return <UnsentSheet onClose={closeAll} />
  }
}

function closeAll(): void {
  stopPlacing()
  closeSheet()
}
