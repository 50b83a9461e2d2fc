import { useState } from 'react'
import { words } from '../words.ts'
import { classes } from './button.tsx'
import styles from './size-pad.module.css'

const common = [1, 2, 3, 4, 5, 6, 7, 8, 9]
const larger = [10, 11, 12, 13, 14, 15, 16, 18]
const most = 500

/** Picks a party size with one tap; larger ones are typed. */
export function SizePad({ value, onPick }: { value: number | undefined; onPick: (size: number) => void }) {
  const [isLarge, setLarge] = useState((value ?? 0) > 9)
  const isListed = value === undefined || common.includes(value) || larger.includes(value)
  const [typed, setTyped] = useState(isListed ? '' : String(value))

  function type(text: string): void {
    const digits = text.replace(/\D/g, '').slice(0, 3)
    setTyped(digits)
    const size = Number(digits)
    if (size >= 1 && size <= most) onPick(size)
  }

  return (
    <fieldset className={styles.pad}>
      <legend className="visually-hidden">{words.parties.howMany}</legend>
      {(isLarge ? larger : common).map((size) => (
        <button
          key={size}
          type="button"
          className={classes(styles.key, size === value && styles.picked)}
          aria-pressed={size === value}
          aria-label={words.common.party(size)}
          onClick={() => {
            setTyped('')
            onPick(size)
          }}
        >
          {size}
        </button>
      ))}
      {isLarge && (
        <input
          className={classes(styles.key, styles.other, typed !== '' && Number(typed) === value && styles.picked)}
          inputMode="numeric"
          aria-label={words.parties.otherSize}
          placeholder={words.parties.otherSizeShort}
          value={typed}
          onChange={(event) => type(event.target.value)}
        />
      )}
      <button type="button" className={classes(styles.key, styles.more)} onClick={() => setLarge(!isLarge)}>
        {isLarge ? words.parties.smaller : words.parties.larger}
      </button>
    </fieldset>
  )
}
