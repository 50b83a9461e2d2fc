import type { ComponentProps, ReactNode } from 'react'
import styles from './button.module.css'

export type ButtonKind = 'next' | 'plain' | 'quiet' | 'danger'

export interface ButtonProps extends ComponentProps<'button'> {
  /** `next` is for the one next action of a place. */
  kind?: ButtonKind
  size?: 'touch' | 'big'
  icon?: ReactNode
}

/** A button with a verb. */
export function Button({ kind = 'plain', size = 'touch', icon, children, className, ...rest }: ButtonProps) {
  return (
    <button type="button" {...rest} className={classes(styles.button, styles[kind], styles[size], className)}>
      {icon}
      {children}
    </button>
  )
}

/** The class of a link that looks like the next action. */
export const linkButton = classes(styles.button, styles.next, styles.big)

export interface IconButtonProps extends Omit<ButtonProps, 'children'> {
  /** Its name, for screen readers and on hover. */
  label: string
  icon: ReactNode
}

/** A button with only a glyph; its name is read out and shown on hover. */
export function IconButton({ label, icon, kind = 'quiet', size = 'touch', className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      title={label}
      {...rest}
      aria-label={label}
      className={classes(styles.button, styles.icon, styles[kind], styles[size], className)}
    >
      {icon}
    </button>
  )
}

/** Joins class names and skips empty ones. */
export function classes(...names: (string | false | undefined)[]): string {
  return names.filter(Boolean).join(' ')
}
