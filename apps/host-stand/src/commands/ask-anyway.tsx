import { useOpenFloor } from '../session/client-hooks.ts'
import { Confirm } from '../ui/confirm.tsx'
import { words } from '../words.ts'
import { BookingsAhead, type BookingsAnswer } from './bookings-ahead.tsx'
import { obstacleSentence } from './obstacle-sentence.ts'
import { ask, useAsked } from './question.ts'

const say = words.anyway

/** Asks before a change that something speaks against. */
export function AskAnyway() {
  const asked = useAsked()
  const floor = useOpenFloor()
  if (!asked) return null
  function close(): void {
    ask(undefined)
    asked?.onNo?.()
  }
  if (asked.kind === 'bookings') {
    const onAnswer = (answer: BookingsAnswer) => {
      ask(undefined)
      asked.onAnswer(answer)
    }
    return <BookingsAhead onAnswer={onAnswer} onClose={close} />
  }
  const { asks, against } = asked
  const sentences = [...(asks ? [asks.says] : []), ...against.map((one) => obstacleSentence(one, floor))]
  const yes = against.length > 0 ? asks?.anyway : asks?.yes
  return (
    <Confirm
      isOpen
      title={asks?.title ?? say.title}
      action={yes ?? say.yes}
      kind="next"
      stay={say.no}
      onConfirm={() => {
        ask(undefined)
        asked.onYes()
      }}
      onClose={close}
    >
      {[...new Set(sentences)].map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </Confirm>
  )
}
