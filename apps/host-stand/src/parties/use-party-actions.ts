import { type Guest, type GuestStatus, isLiveGuest } from '@qtable/domain'
import { useAct } from '../commands/use-act.ts'
import { numbersOf } from '../floor/table-sets.ts'
import { useMay } from '../people/use-may.ts'
import { startPlacing } from '../placing/placing-store.ts'
import { useClient } from '../session/client-hooks.ts'
import { openSheet } from '../shell/open-sheet.ts'
import { words } from '../words.ts'

/** An action that a party or a reservation allows now. */
export interface PartyAction {
  name:
    | 'confirm'
    | 'arrive'
    | 'seat'
    | 'move'
    | 'notify'
    | 'unnotify'
    | 'done'
    | 'clear_one'
    | 'back'
    | 'restore'
    | 'edit'
    | 'left'
    | 'no_show'
    | 'cancelled'
  label: string
  /** A shorter label for narrow places. */
  short?: string
  /** The accessible name among similar actions; it begins with the label. */
  says?: string
  isDanger?: boolean
  run: () => void
}

const say = words.parties

/** The actions that a party allows now, the next one first. */
export function usePartyActions(): (guest: Guest) => PartyAction[] {
  const { act } = useAct()
  const client = useClient()
  const may = useMay()
  return (guest) => {
    if (!may('host')) return []
    const { id: guestId, name, status, partySize } = guest
    const set = (to: GuestStatus, done: string) => () => void act('guest.setStatus', { guestId, status: to }, done)
    const edit: PartyAction = { name: 'edit', label: say.edit, run: () => openSheet({ kind: 'edit-party', guestId }) }
    const place = () => startPlacing({ kind: 'guest', guestId })
    const seat: PartyAction = {
      name: 'seat',
      label: say.seat,
      says: say.seatParty({ name, count: partySize }),
      run: place,
    }
    const left: PartyAction = { name: 'left', label: say.left, isDanger: true, run: set('left', say.leftDone(name)) }
    const ends: PartyAction[] = [
      left,
      { name: 'no_show', label: say.noShow, isDanger: true, run: set('no_show', say.noShowDone(name)) },
      {
        name: 'cancelled',
        label: say.cancel,
        short: say.cancelShort,
        isDanger: true,
        run: set('cancelled', say.cancelled(name)),
      },
    ]
    if (!isLiveGuest(guest)) {
      const label = say.restore
      const restore = () => void act('guest.restore', { guestId }, say.restored(name))
      return [{ name: 'restore', label, says: say.actionFor({ label, name }), run: restore }]
    }
    switch (status) {
      case 'seated': {
        const numbers = client.view ? numbersOf(client.view, guest.tableIds) : []
        return [
          { name: 'done', label: say.done, run: set('finished', say.doneDone({ name, tables: numbers })) },
          { name: 'move', label: say.move, run: place },
          { name: 'back', label: say.back, short: say.backShort, run: set('waiting', say.backDone(name)) },
          edit,
          left,
        ]
      }
      case 'notified':
        return [
          seat,
          { name: 'unnotify', label: say.unnotify, run: set('waiting', say.unnotifyDone(name)) },
          edit,
          ...ends,
        ]
      default:
        return [
          seat,
          {
            name: 'notify',
            label: say.notify,
            says: say.notifyParty(name),
            run: set('notified', say.notifyDone(name)),
          },
          edit,
          ...ends,
        ]
    }
  }
}
