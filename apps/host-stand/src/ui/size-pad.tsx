import { useState } from 'react'
import { words } from '../words.ts'
import { classes } from './button.tsx'
import styles from './size-pad.module.css'

const common = [1, 2, 3, 4, 5, 6, 7, 8, 9]
const larger = [10, 11, 12, 13, 14, 15, 16, 18, 20]

/** One tap for how many people. */
export function SizePad({ value, onPick }: { value: number | undefined; onPick: (size: number) => void }) {
  const [isLarge, setLarge] = useState((value ?? 0) > 9)
  const sizes = isLarge ? larger : common
  return (
    <fieldset className={styles.pad}>
      <legend className="visually-hidden">{words.waitlist.howMany}</legend>
      {sizes.map((size) => (
        <button
          key={size}
          type="button"
          className={classes(styles.key, size === value && styles.picked)}
          aria-pressed={size === value}
          aria-label={words.common.party(size)}
          onClick={() => onPick(size)}
        >
          {size}
        </button>
      ))}
      <button type="button" className={classes(styles.key, styles.more)} onClick={() => setLarge(!isLarge)}>
        {isLarge ? words.waitlist.smaller : words.waitlist.larger}
      </button>
    </fieldset>
  )
}
