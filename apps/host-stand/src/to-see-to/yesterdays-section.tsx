import type { Guest } from '@qtable/domain'
import { CircleCheckBig } from 'lucide-react'
import { useAct } from '../commands/use-act.ts'
import { numbersOf } from '../floor/table-sets.ts'
import { pageWords as words } from '../page-words.ts'
import { useMay } from '../people/use-may.ts'
import { useOpenFloor } from '../session/client-hooks.ts'
import { Button } from '../ui/button.tsx'
import { MatterRow, MatterSection } from './matter-row.tsx'
import { useOpenMatter } from './use-open-matter.ts'

const say = words.seeTo

/** The parties that still sit since yesterday: one tap clears one of them, or all. */
export function YesterdaysSection({ left }: { left: readonly Guest[] }) {
  const { act, actAll } = useAct()
  const floor = useOpenFloor()
  const may = useMay()
  const open = useOpenMatter()
  if (left.length === 0) return null
  const finished = ({ id: guestId }: Guest) => ({ guestId, status: 'finished' as const })
  const clear = () =>
    actAll(
      left.map((guest) => ({ type: 'guest.setStatus', payload: finished(guest) })),
      say.yesterdaysCleared(left.length),
    )
  return (
    <MatterSection
      title={say.yesterdays(left.length)}
      all={
        may('host') &&
        left.length > 1 && (
          <Button kind="quiet" onClick={clear}>
            {say.clearYesterdays}
          </Button>
        )
      }
    >
      {left.map((guest) => {
        const { id: guestId, name, tableIds } = guest
        const numbers = numbersOf(floor, tableIds)
        const done = words.parties.doneDone({ name, tables: numbers })
        return (
          <MatterRow
            key={guestId}
            party={guest}
            says={words.common.tables(numbers)}
            onOpen={() => open({ kind: 'party', guestId })}
          >
            {may('host') && (
              <Button
                icon={<CircleCheckBig size={18} aria-hidden />}
                aria-label={words.parties.actionFor({ label: words.parties.done, name })}
                onClick={() => act('guest.setStatus', finished(guest), done)}
              >
                {words.parties.done}
              </Button>
            )}
          </MatterRow>
        )
      })}
    </MatterSection>
  )
}
