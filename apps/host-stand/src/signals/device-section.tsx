import { Volume2 } from 'lucide-react'
import { pageWords as words } from '../page-words.ts'
import styles from '../people/account-page.module.css'
import { LanguageField } from '../session/language-field.tsx'
import { Button } from '../ui/button.tsx'
import { Switch } from '../ui/field.tsx'
import { canSound, canVibrate, type Signal, trySignal } from './signal.ts'
import { chooseSignals, useSignalChoice } from './signal-choice.ts'

const say = words.device
const kinds: readonly Signal[] = ['quote', 'others', 'refused']

/** What is chosen for this device alone: its language, and whether it sounds or vibrates. */
export function DeviceSection() {
  const { sound, vibration } = useSignalChoice()
  const isOn = (sound && canSound()) || (vibration && canVibrate())
  return (
    <section className={styles.part}>
      <h3>{say.title}</h3>
      <div className={styles.form}>
        <LanguageField />
        {canSound() && (
          <Switch
            label={say.sound}
            hint={say.soundHint}
            checked={sound}
            onChange={({ target }) => chooseSignals({ sound: target.checked })}
          />
        )}
        {canVibrate() && (
          <Switch
            label={say.vibration}
            checked={vibration}
            onChange={({ target }) => chooseSignals({ vibration: target.checked })}
          />
        )}
        {isOn && (
          <fieldset className={styles.tries}>
            <legend>{say.tryIt}</legend>
            {kinds.map((kind) => (
              <Button key={kind} icon={<Volume2 size={18} aria-hidden />} onClick={() => void trySignal(kind)}>
                {say.signals[kind]}
              </Button>
            ))}
          </fieldset>
        )}
      </div>
    </section>
  )
}
