import { Dialog } from '@base-ui/react/dialog'
import { Search } from 'lucide-react'
import { type KeyboardEvent, useDeferredValue, useId, useState } from 'react'
import { pageWords as words } from '../page-words.ts'
import { classes } from '../ui/button.tsx'
import { closeOverlay, typeInPalette, useTyped } from './overlay.ts'
import styles from './palette.module.css'
import { type PaletteEntry, usePaletteEntries } from './palette-entries.tsx'

/** Finds parties, tables, reservations and actions by a few letters. */
export function Palette() {
  const text = useTyped()
  const [at, setAt] = useState(0)
  const listId = useId()
  const found = usePaletteEntries(useDeferredValue(text))
  const picked = found[Math.min(at, found.length - 1)]

  function run(entry: PaletteEntry | undefined): void {
    if (!entry) return
    closeOverlay()
    entry.run()
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && found.length > 0) {
      event.preventDefault()
      setAt((Math.min(at, found.length - 1) + step + found.length) % found.length)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      run(picked)
    }
  }

  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && closeOverlay()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup className={styles.popup} aria-label={words.session.commands}>
          <div className={styles.search}>
            <Search size={20} aria-hidden />
            <input
              className={styles.input}
              role="combobox"
              aria-expanded
              aria-controls={listId}
              aria-activedescendant={picked && `${listId}-${picked.id}`}
              aria-label={words.palette.paletteHint}
              placeholder={words.palette.paletteHint}
              value={text}
              onChange={(event) => {
                typeInPalette(event.target.value)
                setAt(0)
              }}
              onKeyDown={onKeyDown}
            />
          </div>
          <div id={listId} role="listbox" aria-label={words.session.commands} className={styles.list}>
            {found.length === 0 && <p className={styles.nothing}>{words.palette.paletteNothing}</p>}
            {found.map((entry, index) => (
              <div key={entry.id}>
                {entry.group !== found[index - 1]?.group && <p className={styles.group}>{entry.group}</p>}
                <button
                  id={`${listId}-${entry.id}`}
                  type="button"
                  role="option"
                  tabIndex={-1}
                  aria-selected={entry === picked}
                  ref={entry === picked ? (node) => node?.scrollIntoView({ block: 'nearest' }) : undefined}
                  className={classes(styles.entry, entry === picked && styles.picked)}
                  onPointerMove={() => setAt(index)}
                  onClick={() => run(entry)}
                >
                  {entry.icon}
                  <span className={styles.label}>{entry.label}</span>
                  <span className={styles.detail}>{entry.detail}</span>
                </button>
              </div>
            ))}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
