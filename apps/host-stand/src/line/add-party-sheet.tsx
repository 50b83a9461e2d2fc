import { Plus } from 'lucide-react'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useAct } from '../commands/use-act.ts'
import { TagPicker } from '../parties/tag-picker.tsx'
import { type Placing, placingNow, startPlacing, stopPlacing } from '../placing/placing-store.ts'
import { closeSheet } from '../shell/open-sheet.ts'
import { Button } from '../ui/button.tsx'
import { Chips } from '../ui/chips.tsx'
import { Field, TextArea } from '../ui/field.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { SizePad } from '../ui/size-pad.tsx'
import { useMedia, usePhone } from '../ui/use-media.ts'
import { words } from '../words.ts'
import styles from './add-party-sheet.module.css'

const quotes = [10, 15, 20, 30, 45, 60]

/** A new party: its size, then a table at once, or a name and a quote and into the line. */
export function AddSheet({ onClose }: { onClose: () => void }) {
  const { act } = useAct()
  const isPhone = usePhone()
  const isTouched = useMedia('(pointer: coarse)')
  const nameField = useRef<HTMLInputElement>(null)
  const [partySize, setPartySize] = useState<number>()
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  const [notes, setNotes] = useState('')
  const [tags, setTags] = useState<readonly string[]>([])
  const [quotedMinutes, setQuoted] = useState<number>()
  const [hasMore, setMore] = useState(false)

  const fields = {
    ...(name.trim() ? { name: name.trim() } : {}),
    ...(phone.trim() ? { phone: phone.trim() } : {}),
    ...(notes.trim() ? { notes: notes.trim() } : {}),
    ...(tags.length > 0 ? { tags: [...tags] } : {}),
  }

  // From the size on, a tap on a table seats them: the plan shows what fits.
  const wanted = partySize === undefined ? undefined : { kind: 'walkIn' as const, partySize, ...fields }
  const wantedText = JSON.stringify(wanted)
  const placedSize = useRef<number>(undefined)
  useEffect(() => {
    if (isPhone || !wantedText) return
    const walkIn: Placing = JSON.parse(wantedText)
    // Who has stopped to choose a table goes on with the name, and is not asked again until the size is another.
    if (placedSize.current === partySize && placingNow()?.kind !== 'walkIn') return
    placedSize.current = partySize
    startPlacing(walkIn)
  }, [isPhone, wantedText, partySize])

  function pick(size: number): void {
    setPartySize(size)
    // A keyboard on the screen would cover the plan before a table can be tapped.
    if (!isTouched) nameField.current?.focus()
  }

  useEffect(() => {
    function onKey({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent): void {
      const isTyping = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
      if (isTyping || ctrlKey || metaKey || altKey || !/^[1-9]$/.test(key)) return
      setPartySize(Number(key))
      nameField.current?.focus()
    }
    // On the way up: the digit itself must not land in the name.
    document.addEventListener('keyup', onKey)
    return () => document.removeEventListener('keyup', onKey)
  }, [])

  function add(event: FormEvent): void {
    event.preventDefault()
    if (partySize === undefined) return
    const quote = quotedMinutes === undefined ? {} : { quotedMinutes }
    const running = act(
      'guest.create',
      { partySize, ...fields, ...quote },
      words.line.added(name.trim() || words.parties.walkIn),
    )
    if (running.shown.length === 0) return
    stopPlacing()
    closeSheet()
  }

  return (
    <Sheet
      title={words.line.addParty}
      onClose={onClose}
      foot={
        <>
          {isPhone && (
            <Button size="big" className={styles.now} disabled={!wanted} onClick={() => wanted && startPlacing(wanted)}>
              {words.line.pickTable}
            </Button>
          )}
          <Button kind="next" size="big" className={styles.submit} disabled={!wanted} type="submit" form="add-party">
            {wanted ? words.line.addToLine : words.line.pickSizeFirst}
          </Button>
        </>
      }
    >
      <form id="add-party" className={styles.form} onSubmit={add} autoComplete="off">
        <SizePad value={partySize} onPick={pick} />
        {wanted && !isPhone && <p className={styles.hint}>{words.line.tapTable}</p>}
        <div className={styles.pair}>
          <Field
            ref={nameField}
            label={words.parties.name}
            value={name}
            maxLength={120}
            autoCapitalize="words"
            placeholder={words.parties.walkIn}
            onChange={(event) => setName(event.target.value)}
          />
          <Field
            label={words.parties.phone}
            aside={words.parties.optional}
            value={phone}
            maxLength={40}
            type="tel"
            inputMode="tel"
            onChange={(event) => setPhone(event.target.value)}
          />
        </div>
        <Chips
          label={words.line.quote}
          value={quotedMinutes}
          onPick={setQuoted}
          options={quotes.map((minutes) => ({ value: minutes, label: String(minutes) }))}
        />
        {hasMore ? (
          <>
            <TagPicker tags={tags} onChange={setTags} />
            <TextArea
              label={words.parties.notes}
              value={notes}
              maxLength={2000}
              onChange={(event) => setNotes(event.target.value)}
            />
          </>
        ) : (
          <Button
            kind="quiet"
            className={styles.more}
            icon={<Plus size={18} aria-hidden />}
            onClick={() => setMore(true)}
          >
            {words.line.moreFields}
          </Button>
        )}
      </form>
    </Sheet>
  )
}
