import { type Guest, isLiveGuest } from '@qtable/domain'
import { useAct } from '../stand/act.ts'
import { startPlacing } from '../stand/placing.ts'
import { useMay } from '../stand/roles.ts'
import { openSheet } from '../stand/sheet.ts'
import { useFloor } from '../stand/stand.ts'
import { words } from '../words.ts'
import { numbersOf } from './lists.ts'

/** Something that can be done with a party now. */
export interface PartyAction {
  name:
    | 'seat'
    | 'move'
    | 'notify'
    | 'unnotify'
    | 'done'
    | 'back'
    | 'restore'
    | 'edit'
    | 'left'
    | 'no_show'
    | 'cancelled'
  label: string
  isDanger?: boolean
  run: () => void
}

const say = words.waitlist

/** What can be done with a party as it is now, the next thing first. */
export function usePartyActions(guest: Guest): PartyAction[] {
  const { act } = useAct()
  const floor = useFloor()
  const may = useMay()
  if (!may('host')) return []
  const { id: guestId, name, status } = guest
  const set = (to: string, done: string) => () => void act('guest.setStatus', { guestId, status: to }, done)

  const edit: PartyAction = { name: 'edit', label: say.edit, run: () => openSheet({ kind: 'edit-party', guestId }) }
  const place = () => startPlacing({ kind: 'guest', guestId })
  const ends: PartyAction[] = [
    { name: 'left', label: say.left, isDanger: true, run: set('left', say.leftDone(name)) },
    { name: 'no_show', label: say.noShow, isDanger: true, run: set('no_show', say.noShowDone(name)) },
    { name: 'cancelled', label: say.cancel, isDanger: true, run: set('cancelled', say.cancelled(name)) },
  ]
  if (!isLiveGuest(guest)) {
    return [
      { name: 'restore', label: say.restore, run: () => void act('guest.restore', { guestId }, say.restored(name)) },
    ]
  }
  switch (status) {
    case 'seated': {
      const done = set('finished', say.doneDone(name, numbersOf(floor, guest.tableIds)))
      return [
        { name: 'done', label: say.done, run: done },
        { name: 'move', label: say.move, run: place },
        { name: 'back', label: say.back, run: set('waiting', say.backDone(name)) },
        edit,
        ...ends.filter((end) => end.name === 'left'),
      ]
    }
    case 'notified':
      return [
        { name: 'seat', label: say.seat, run: place },
        { name: 'unnotify', label: say.unnotify, run: set('waiting', say.unnotifyDone(name)) },
        edit,
        ...ends,
      ]
    default:
      return [
        { name: 'seat', label: say.seat, run: place },
        { name: 'notify', label: say.notify, run: set('notified', say.notifyDone(name)) },
        edit,
        ...ends,
      ]
  }
}
