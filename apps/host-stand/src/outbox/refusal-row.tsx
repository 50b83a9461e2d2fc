import type { Refusal } from '@qtable/client'
import { TriangleAlert } from 'lucide-react'
import { commandWords, refusedCommandWords } from '../commands/command-words.ts'
import { EditConflictChoice } from '../commands/edit-conflict.tsx'
import { refusalSentence } from '../commands/problem-sentence.ts'
import { questionOf } from '../commands/question.ts'
import { useAct } from '../commands/use-act.ts'
import { pageWords as words } from '../page-words.ts'
import { startPlacing } from '../placing/placing-store.ts'
import { useClient, useOpenFloor } from '../session/client-hooks.ts'
import { closeSheet, openSheet } from '../shell/open-sheet.ts'
import { useGoTo } from '../shell/page.ts'
import { useTimes } from '../time/times.ts'
import { Button } from '../ui/button.tsx'
import { aboutOf, sameAgain, stillToSeat } from './solutions.ts'
import styles from './unsent.module.css'

/** A refused change, the reason, and what a host can do about it; `isNext` marks the first one. */
export function RefusalRow({ refusal, isNext }: { refusal: Refusal; isNext: boolean }) {
  const client = useClient()
  const floor = useOpenFloor()
  const times = useTimes()
  const { actAll } = useAct()
  const showFloor = useGoTo('floor')
  const toSeat = stillToSeat(refusal, floor)
  const about = aboutOf(refusal, floor)
  const again = sameAgain(refusal)
  const mayAgain = again !== undefined && !questionOf(client, again).refused

  function tryAgain(): void {
    const done = commandWords(refusal.commands, floor)
    if (again) actAll(again, { done, onTaken: () => void client.dismiss(refusal.id) })
  }

  function seatElsewhere(): void {
    if (!toSeat) return
    showFloor()
    closeSheet()
    startPlacing(toSeat, refusal.id)
  }

  function open(): void {
    if (!about) return
    showFloor()
    openSheet('guestId' in about ? { kind: 'party', ...about } : { kind: 'reservation', ...about })
  }

  return (
    <li className={styles.refusal}>
      <TriangleAlert size={20} aria-hidden className={styles.alert} />
      <div className={styles.text}>
        <p>{refusedCommandWords(refusal.commands, floor)}</p>
        <p className={styles.why}>{refusalSentence(refusal, floor)}</p>
        <p className={styles.when}>
          <time dateTime={refusal.doneAt} title={times.exact(refusal.doneAt)}>
            {words.unsent.tappedAt(times.clock(refusal.doneAt))}
          </time>
        </p>
        <EditConflictChoice refused={refusal} onSolved={() => void client.dismiss(refusal.id)} />
        <div className={styles.solving}>
          {mayAgain && (
            <Button kind={isNext && !toSeat ? 'next' : 'plain'} onClick={tryAgain}>
              {words.common.retry}
            </Button>
          )}
          {toSeat && (
            <Button kind={isNext ? 'next' : 'plain'} onClick={seatElsewhere}>
              {words.unsent.seatElsewhere}
            </Button>
          )}
          {about && !toSeat && <Button onClick={open}>{words.unsent.openParty}</Button>}
          <Button kind="quiet" onClick={() => void client.dismiss(refusal.id)}>
            {words.common.dismiss}
          </Button>
        </div>
      </div>
    </li>
  )
}
