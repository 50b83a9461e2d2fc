import { definedOf, type Restaurant, type Settings } from '@qtable/domain'
import { type FormEvent, type ReactNode, useState } from 'react'
import { BookingsAhead, type BookingsAnswer } from '../commands/bookings-ahead.tsx'
import { showFieldErrors } from '../commands/field-errors.ts'
import { useAct } from '../commands/use-act.ts'
import { pageWords as words } from '../page-words.ts'
import { useClient, useOpenFloor } from '../session/client-hooks.ts'
import { TimeField } from '../time/time-field.tsx'
import { Button } from '../ui/button.tsx'
import { ColumnPage } from '../ui/column-page.tsx'
import { Field, Switch } from '../ui/field.tsx'
import { LeaveGuard } from '../ui/leave-guard.tsx'
import { CountryField } from './country-field.tsx'
import { Hours } from './hours.tsx'
import styles from './settings-page.module.css'
import { TimezoneField } from './timezone-field.tsx'
import { TurnTimes } from './turn-times.tsx'

const say = words.settings

/** The changed fields of the restaurant. */
interface RestaurantFields {
  name?: string
  phone?: string
  timezone?: string
}

/** The settings of the restaurant and its service. Nothing changes until it is saved. */
export function SettingsPage() {
  const form = useSettingsForm()
  const { settings, set, count } = form

  function submit(event: FormEvent): void {
    event.preventDefault()
    form.save()
  }

  return (
    <ColumnPage title={say.title}>
      <form className={styles.form} onSubmit={submit} autoComplete="off">
        <RestaurantPart form={form} />
        <ServicePart settings={settings} onChange={set} />
        <Part title={say.turns} hint={say.turnsHint}>
          <TurnTimes turnTimes={settings.turnTimes} onChange={(turnTimes) => set({ turnTimes })} />
        </Part>
        <Part title={say.hours} hint={say.hoursHint}>
          <Hours hours={settings.hours} onChange={(hours) => set({ hours })} />
        </Part>
        {count > 0 && (
          <footer className={styles.foot}>
            <Button size="big" onClick={form.clear}>
              {say.discard}
            </Button>
            <Button kind="next" size="big" type="submit">
              {say.save}
            </Button>
          </footer>
        )}
      </form>
      {form.isAskingBookings && <BookingsAhead onAnswer={form.save} onClose={form.stopAsking} />}
      <LeaveGuard unsaved={count} />
    </ColumnPage>
  )
}

function useSettingsForm() {
  const { act } = useAct()
  const client = useClient()
  const [isAskingBookings, setAskingBookings] = useState(false)
  const { restaurant } = useOpenFloor()
  // As it was at the first change: what somebody else changes since then stays.
  const [opened, setOpened] = useState<Restaurant>()
  const [fields, setFields] = useState<RestaurantFields>({})
  const [changed, setChanged] = useState<Partial<Settings>>({})
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})

  function clear(): void {
    setOpened(undefined)
    setFields({})
    setChanged({})
    setErrors({})
  }

  return {
    restaurant,
    fields,
    errors,
    settings: { ...restaurant.settings, ...changed } satisfies Settings,
    count: Object.keys(fields).length + Object.keys(changed).length,
    set(part: Partial<Settings>) {
      setOpened((before) => before ?? restaurant)
      setChanged((before) => ({ ...before, ...part }))
      setErrors({})
    },
    setField(part: RestaurantFields) {
      setOpened((before) => before ?? restaurant)
      setFields((before) => ({ ...before, ...part }))
      setErrors({})
    },
    clear,
    isAskingBookings,
    stopAsking: () => setAskingBookings(false),
    save(bookings?: BookingsAnswer) {
      setAskingBookings(false)
      const { phone, ...rest } = fields
      const payload = definedOf({
        ...rest,
        phone: phone === undefined ? undefined : phone.trim() === '' ? null : phone.trim(),
        settings: Object.keys(changed).length > 0 ? changed : undefined,
        bookings,
        was: opened,
      })
      const { problem } = client.foresee([{ type: 'restaurant.update', payload }])
      if (problem?.errors?.some(({ path }) => path.endsWith('.bookings'))) return setAskingBookings(true)
      const onRefused = (problem: unknown) => showFieldErrors(problem, ['name', 'phone'], setErrors)
      act('restaurant.update', payload, { done: say.saved, onTaken: clear, onRefused })
    },
  }
}

function RestaurantPart({ form }: { form: ReturnType<typeof useSettingsForm> }) {
  const { restaurant, fields, errors, settings, set, setField } = form
  return (
    <Part title={say.restaurant}>
      <div className={styles.pair}>
        <Field
          label={say.name}
          required
          maxLength={120}
          error={errors.name}
          value={fields.name ?? restaurant.name}
          onChange={({ target }) => setField({ name: target.value })}
        />
        <Field
          label={say.phone}
          type="tel"
          maxLength={40}
          error={errors.phone}
          value={fields.phone ?? restaurant.phone ?? ''}
          onChange={({ target }) => setField({ phone: target.value })}
        />
        <TimezoneField value={fields.timezone ?? restaurant.timezone} onChange={(timezone) => setField({ timezone })} />
        <CountryField value={settings.country} onChange={(country) => set({ country })} />
      </div>
    </Part>
  )
}

function ServicePart({ settings, onChange }: { settings: Settings; onChange: (part: Partial<Settings>) => void }) {
  return (
    <Part title={say.service}>
      <Switch
        label={say.bussing}
        hint={say.bussingHint}
        checked={settings.bussing}
        onChange={({ target }) => onChange({ bussing: target.checked })}
      />
      <Switch
        label={say.approve}
        hint={say.approveHint}
        checked={settings.approveReservations}
        onChange={({ target }) => onChange({ approveReservations: target.checked })}
      />
      <TimeField
        className={styles.short}
        label={say.dayStarts}
        hint={say.dayStartsHint}
        required
        value={settings.serviceDayStartsAt}
        onChange={(serviceDayStartsAt) => onChange({ serviceDayStartsAt })}
      />
    </Part>
  )
}

function Part({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section className={styles.part}>
      <div className={styles.head}>
        <h3 className={styles.title}>{title}</h3>
        {hint && <p className={styles.hint}>{hint}</p>}
      </div>
      {children}
    </section>
  )
}
