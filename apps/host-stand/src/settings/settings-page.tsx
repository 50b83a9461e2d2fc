import { definedOf, Settings } from '@qtable/domain'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useAct } from '../stand/act.ts'
import { useFloor } from '../stand/stand.ts'
import { Button } from '../ui/button.tsx'
import { Field, Switch } from '../ui/field.tsx'
import { Page } from '../ui/page.tsx'
import { words } from '../words.ts'
import { Hours } from './hours.tsx'
import { OwnPassword } from './own-password.tsx'
import styles from './settings-page.module.css'
import { TimezoneField } from './timezone-field.tsx'
import { TurnTimes } from './turn-times.tsx'

const say = words.settings

/** The restaurant and how its service works. Nothing changes until it is saved. */
export function SettingsPage() {
  const { act } = useAct()
  const { restaurant } = useFloor()
  const [fields, setFields] = useState<{ name?: string; phone?: string; timezone?: string; country?: string }>({})
  const [changed, setChanged] = useState<Partial<Settings>>({})
  const settings: Settings = { ...restaurant.settings, ...changed }
  const isChanged = Object.keys(fields).length > 0 || Object.keys(changed).length > 0
  const set = (part: Partial<Settings>) => setChanged((before) => ({ ...before, ...part }))

  function save(event: FormEvent): void {
    event.preventDefault()
    const { phone, country, ...rest } = fields
    const known = Settings.shape.country.safeParse(country)
    const settings = { ...changed, ...(known.success ? { country: known.data } : {}) }
    const payload = definedOf({
      ...rest,
      phone: phone === undefined ? undefined : phone.trim() === '' ? null : phone.trim(),
      settings: Object.keys(settings).length > 0 ? settings : undefined,
    })
    if (act('restaurant.update', payload, say.saved).shown.length === 0) return
    setFields({})
    setChanged({})
  }

  return (
    <Page title={say.title}>
      <form className={styles.form} onSubmit={save} autoComplete="off">
        <Part title={say.restaurant}>
          <div className={styles.pair}>
            <Field
              label={say.name}
              required
              maxLength={120}
              value={fields.name ?? restaurant.name}
              onChange={(e) => setFields({ ...fields, name: e.target.value })}
            />
            <Field
              label={say.phone}
              type="tel"
              maxLength={40}
              value={fields.phone ?? restaurant.phone ?? ''}
              onChange={(e) => setFields({ ...fields, phone: e.target.value })}
            />
            <TimezoneField
              value={fields.timezone ?? restaurant.timezone}
              onChange={(timezone) => setFields({ ...fields, timezone })}
            />
            <Field
              label={say.country}
              hint={say.countryHint}
              pattern="[A-Z]{2}"
              maxLength={2}
              value={fields.country ?? settings.country}
              onChange={(e) => setFields({ ...fields, country: e.target.value.toUpperCase() })}
            />
          </div>
        </Part>
        <Part title={say.service}>
          <Field
            className={styles.short}
            label={say.dayStarts}
            hint={say.dayStartsHint}
            type="time"
            required
            value={settings.serviceDayStartsAt}
            onChange={(e) => set({ serviceDayStartsAt: e.target.value })}
          />
          <Switch
            label={say.bussing}
            hint={say.bussingHint}
            checked={settings.bussing}
            onChange={(e) => set({ bussing: e.target.checked })}
          />
          <Switch
            label={say.approve}
            hint={say.approveHint}
            checked={settings.approveReservations}
            onChange={(e) => set({ approveReservations: e.target.checked })}
          />
        </Part>
        <Part title={say.turns} hint={say.turnsHint}>
          <TurnTimes turnTimes={settings.turnTimes} onChange={(turnTimes) => set({ turnTimes })} />
        </Part>
        <Part title={say.hours}>
          <Hours hours={settings.hours} onChange={(hours) => set({ hours })} />
        </Part>
        {isChanged && (
          <footer className={styles.foot}>
            <Button kind="next" size="big" type="submit">
              {say.save}
            </Button>
          </footer>
        )}
      </form>
      <OwnPassword />
    </Page>
  )
}

function Part({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section className={styles.part}>
      <h3 className={styles.title}>{title}</h3>
      {hint && <p className={styles.hint}>{hint}</p>}
      {children}
    </section>
  )
}
