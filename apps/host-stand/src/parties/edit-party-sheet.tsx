import type { Guest } from '@qtable/domain'
import { type FormEvent, useState } from 'react'
import { showFieldErrors } from '../commands/field-errors.ts'
import { useAct } from '../commands/use-act.ts'
import styles from '../line/add-party-sheet.module.css'
import { QuotePicker } from '../line/quote-picker.tsx'
import { useOpenFloor } from '../session/client-hooks.ts'
import { openSheet } from '../shell/open-sheet.ts'
import { Button } from '../ui/button.tsx'
import { Field, TextArea } from '../ui/field.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { SizePad } from '../ui/size-pad.tsx'
import { EmptyState } from '../ui/states.tsx'
import { words } from '../words.ts'
import { TagPicker } from './tag-picker.tsx'

// Those that the form shows an error beside.
const shownFields = ['name', 'phone', 'email']

/** A form to correct a party's details. */
export function EditPartySheet({ guestId, onClose }: { guestId: string; onClose: () => void }) {
  const guest = useOpenFloor().guests.get(guestId)
  if (!guest) {
    return (
      <Sheet title={words.parties.edit} onClose={onClose}>
        <EmptyState title={words.parties.gone} />
      </Sheet>
    )
  }
  return <Form guest={guest} onClose={onClose} />
}

function Form({ guest, onClose }: { guest: Guest; onClose: () => void }) {
  const { act } = useAct()
  // As it was when the form opened: what somebody else changes since then stays.
  const [opened] = useState(guest)
  const [partySize, setPartySize] = useState(guest.partySize)
  const [name, setName] = useState(guest.name)
  const [phone, setPhone] = useState(guest.phone ?? '')
  const [email, setEmail] = useState(guest.email ?? '')
  const [notes, setNotes] = useState(guest.notes)
  const [tags, setTags] = useState<readonly string[]>(guest.tags)
  const [quoted, setQuoted] = useState(guest.quotedMinutes ?? undefined)
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})

  function save(event: FormEvent): void {
    event.preventDefault()
    const changed = changedFields(opened, {
      partySize,
      name: name.trim(),
      phone: phone.trim() === '' ? null : phone.trim(),
      email: email.trim() === '' ? null : email.trim(),
      notes,
      tags,
      quotedMinutes: quoted ?? null,
    })
    const guestId = guest.id
    const onTaken = () => openSheet({ kind: 'party', guestId })
    const onRefused = (problem: unknown) => showFieldErrors(problem, shownFields, setErrors)
    const done = words.parties.saved(name.trim())
    if (Object.keys(changed).length === 0) onTaken()
    else act('guest.update', { guestId, ...changed, was: opened }, { done, onTaken, onRefused })
  }

  return (
    <Sheet
      title={words.parties.editParty(guest.name)}
      onClose={onClose}
      foot={
        <Button kind="next" size="big" className={styles.submit} type="submit" form="edit-party">
          {words.common.save}
        </Button>
      }
    >
      <form
        id="edit-party"
        className={styles.form}
        onSubmit={save}
        onChange={() => setErrors({})}
        noValidate
        autoComplete="off"
      >
        <SizePad value={partySize} onPick={setPartySize} />
        <div className={styles.pair}>
          <Field
            label={words.parties.name}
            value={name}
            error={errors.name}
            maxLength={120}
            onChange={(e) => setName(e.target.value)}
          />
          <Field
            label={words.parties.phone}
            value={phone}
            error={errors.phone}
            type="tel"
            maxLength={40}
            onChange={(e) => setPhone(e.target.value)}
          />
          <Field
            label={words.parties.email}
            value={email}
            error={errors.email}
            type="email"
            maxLength={254}
            onChange={(e) => setEmail(e.target.value)}
          />
        </div>
        <QuotePicker value={quoted} onChange={setQuoted} />
        <TagPicker tags={tags} onChange={setTags} />
        <TextArea
          label={words.parties.notes}
          value={notes}
          maxLength={2000}
          onChange={(e) => setNotes(e.target.value)}
        />
      </form>
    </Sheet>
  )
}

function changedFields<Fields extends Partial<Record<keyof Guest, unknown>>>(
  guest: Guest,
  fields: Fields,
): Partial<Fields> {
  const isChanged = ([key, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(guest[key as keyof Guest])
  return Object.fromEntries(Object.entries(fields).filter(isChanged)) as Partial<Fields>
}
