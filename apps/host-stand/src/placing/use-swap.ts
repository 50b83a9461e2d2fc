import type { CommandRequest, Floor, Guest } from '@qtable/domain'
import { useAct } from '../commands/use-act.ts'
import { numbersOf } from '../floor/table-sets.ts'
import { useClient } from '../session/client-hooks.ts'
import { words } from '../words.ts'
import { type Placing, stopPlacing } from './placing-store.ts'

const say = words.floor.swap

/** The party at this table, if the party being placed sits too, elsewhere: the two may swap. */
export function swapsWith(floor: Floor, placing: Placing, tableId: string | undefined): Guest | undefined {
  if (placing.kind !== 'guest' || floor.guests.get(placing.guestId)?.status !== 'seated') return undefined
  const other = floor.guests.get(floor.tables.get(tableId ?? '')?.currentGuestId ?? '')
  return other && other.id !== placing.guestId ? other : undefined
}

/**
 * Swaps the tables of two seated parties as one transaction, after a question that also says what speaks against it. A
 * party that another host moves meanwhile stays where it is, and so does the other one.
 */
export function useSwap(): (guestId: string, otherId: string) => void {
  const client = useClient()
  const { actAll } = useAct()
  return (guestId, otherId) => {
    const floor = client.view
    const guest = floor?.guests.get(guestId)
    const other = floor?.guests.get(otherId)
    stopPlacing()
    if (!floor || !guest || !other) return
    const move = (who: Guest, { tableIds }: Guest): CommandRequest => ({
      type: 'guest.move',
      payload: { guestId: who.id, tableIds, was: { tableIds: who.tableIds } },
    })
    const names = { name: guest.name, other: other.name }
    const at = (numbers: string[]) => words.common.tablesSaid({ count: numbers.length, numbers })
    const moves = {
      ...names,
      tables: at(numbersOf(floor, other.tableIds)),
      others: at(numbersOf(floor, guest.tableIds)),
    }
    actAll([move(guest, other), move(other, guest)], {
      done: say.done(names),
      asks: { title: say.title(names), says: say.says(moves), yes: say.yes, anyway: say.anyway },
    })
  }
}
