import { Plus } from 'lucide-react'
import { type FormEvent, type RefObject, useRef, useState } from 'react'
import { useAct } from '../commands/use-act.ts'
import { TagPicker } from '../parties/tag-picker.tsx'
import { startPlacing, stopPlacing } from '../placing/placing-store.ts'
import { closeSheet } from '../shell/open-sheet.ts'
import { Button } from '../ui/button.tsx'
import { Field, TextArea } from '../ui/field.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { SizePad } from '../ui/size-pad.tsx'
import { useMedia, usePhone } from '../ui/use-media.ts'
import { words } from '../words.ts'
import styles from './add-party-sheet.module.css'
import { QuotePicker } from './quote-picker.tsx'
import { useSizeKeys, useWalkInPlacing } from './walk-in-placing.ts'

/** The form values of a new party. */
interface PartyFields {
  name: string
  phone: string
  notes: string
  tags: readonly string[]
}

/** A new party: its size, then either a table at once, or a name and a quote for the line. */
export function AddPartySheet({ onClose }: { onClose: () => void }) {
  const { act } = useAct()
  const isPhone = usePhone()
  const hasTouch = useMedia('(pointer: coarse)')
  const nameField = useRef<HTMLInputElement>(null)
  const [partySize, setPartySize] = useState<number>()
  const [fields, setFields] = useState<PartyFields>({ name: '', phone: '', notes: '', tags: [] })
  const [quotedMinutes, setQuoted] = useState<number>()
  const given = givenIn(fields)
  const walkIn = partySize === undefined ? undefined : { kind: 'walkIn' as const, partySize, ...given }
  useWalkInPlacing(walkIn)
  useSizeKeys((size) => {
    setPartySize(size)
    nameField.current?.focus()
  })

  function pick(size: number): void {
    setPartySize(size)
    // A keyboard on the screen would cover the plan before a table can be tapped.
    if (!hasTouch) nameField.current?.focus()
  }

  function add(event: FormEvent): void {
    event.preventDefault()
    if (partySize === undefined) return
    const quote = quotedMinutes === undefined ? {} : { quotedMinutes }
    const done = words.line.added(given.name ?? words.parties.walkIn)
    const onTaken = () => {
      stopPlacing()
      closeSheet()
    }
    act('guest.create', { partySize, ...given, ...quote }, { done, onTaken })
  }

  return (
    <Sheet
      title={words.line.addParty}
      onClose={onClose}
      foot={
        <>
          {isPhone && (
            <Button size="big" className={styles.now} disabled={!walkIn} onClick={() => walkIn && startPlacing(walkIn)}>
              {words.line.pickTable}
            </Button>
          )}
          <Button kind="next" size="big" className={styles.submit} disabled={!walkIn} type="submit" form="add-party">
            {walkIn ? words.line.addToLine : words.line.pickSizeFirst}
          </Button>
        </>
      }
    >
      <form id="add-party" className={styles.form} onSubmit={add} autoComplete="off">
        <SizePad value={partySize} onPick={pick} />
        {walkIn && !isPhone && <p className={styles.hint}>{words.line.tapTable}</p>}
        <ContactFields fields={fields} nameField={nameField} onChange={setFields} />
        <QuotePicker value={quotedMinutes} onChange={setQuoted} />
        <MoreFields fields={fields} onChange={setFields} />
      </form>
    </Sheet>
  )
}

interface FieldsProps {
  fields: PartyFields
  onChange: (fields: PartyFields) => void
}

function ContactFields({
  fields,
  nameField,
  onChange,
}: FieldsProps & { nameField: RefObject<HTMLInputElement | null> }) {
  return (
    <div className={styles.pair}>
      <Field
        ref={nameField}
        label={words.parties.name}
        value={fields.name}
        maxLength={120}
        autoCapitalize="words"
        placeholder={words.parties.walkIn}
        onChange={({ target }) => onChange({ ...fields, name: target.value })}
      />
      <Field
        label={words.parties.phone}
        aside={words.parties.optional}
        value={fields.phone}
        maxLength={40}
        type="tel"
        inputMode="tel"
        onChange={({ target }) => onChange({ ...fields, phone: target.value })}
      />
    </div>
  )
}

// Behind one button, so that the sheet needs no scrolling in a rush.
function MoreFields({ fields, onChange }: FieldsProps) {
  const [isOpen, setOpen] = useState(false)
  if (!isOpen) {
    return (
      <Button kind="quiet" className={styles.more} icon={<Plus size={18} aria-hidden />} onClick={() => setOpen(true)}>
        {words.line.moreFields}
      </Button>
    )
  }
  return (
    <>
      <TagPicker tags={fields.tags} onChange={(tags) => onChange({ ...fields, tags })} />
      <TextArea
        label={words.parties.notes}
        value={fields.notes}
        maxLength={2000}
        onChange={({ target }) => onChange({ ...fields, notes: target.value })}
      />
    </>
  )
}

function givenIn({ name, phone, notes, tags }: PartyFields) {
  return {
    ...(name.trim() ? { name: name.trim() } : {}),
    ...(phone.trim() ? { phone: phone.trim() } : {}),
    ...(notes.trim() ? { notes: notes.trim() } : {}),
    ...(tags.length > 0 ? { tags: [...tags] } : {}),
  }
}
