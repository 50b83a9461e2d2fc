import { Eye, EyeOff } from 'lucide-react'
import { type ComponentProps, useState } from 'react'
import { words } from '../words.ts'
import { IconButton } from './button.tsx'
import { Field } from './field.tsx'
import styles from './password-field.module.css'

/** A password input with a button to show it. */
export function PasswordField(props: Omit<ComponentProps<typeof Field>, 'type'>) {
  const [isShown, setShown] = useState(false)
  const Glyph = isShown ? EyeOff : Eye
  return (
    <div className={styles.password}>
      <Field {...props} type={isShown ? 'text' : 'password'} autoCapitalize="none" spellCheck={false} />
      <IconButton
        className={styles.eye}
        label={isShown ? words.common.hideTyped : words.common.showTyped}
        aria-pressed={isShown}
        icon={<Glyph size={20} aria-hidden />}
        onClick={() => setShown(!isShown)}
      />
    </div>
  )
}
