import { Menu as BaseMenu } from '@base-ui/react/menu'
import { classes } from './button.tsx'
import styles from './menu.module.css'
import type { MenuEntry, MenuProps } from './menu-entry.ts'

/** A menu that is open from the start. */
export function OpenMenu({ trigger, entries, label, onOpen }: MenuProps) {
  return (
    <BaseMenu.Root modal={false} defaultOpen onOpenChange={(isOpen) => isOpen && onOpen?.()}>
      <BaseMenu.Trigger render={trigger} />
      <BaseMenu.Portal>
        <BaseMenu.Positioner className={styles.positioner} sideOffset={6} align="end" collisionPadding={8}>
          <BaseMenu.Popup className={styles.popup} aria-label={label}>
            <Entries entries={typeof entries === 'function' ? entries() : entries} />
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  )
}

function Entries({ entries }: { entries: readonly MenuEntry[] }) {
  return entries.map((entry, index) => <Row key={`${labelOf(entry)} ${labelOf(entries[index - 1])}`} entry={entry} />)
}

function Row({ entry }: { entry: MenuEntry }) {
  switch (entry.kind) {
    case 'separator':
      return <BaseMenu.Separator className={styles.separator} />
    case 'heading':
      return <div className={styles.heading}>{entry.label}</div>
    case undefined:
    case 'item':
      return (
        <BaseMenu.Item className={classes(styles.item, entry.isDanger && styles.danger)} onClick={entry.run}>
          {entry.icon}
          <span className={styles.label}>{entry.label}</span>
          {entry.detail && <span className={styles.detail}>{entry.detail}</span>}
        </BaseMenu.Item>
      )
  }
}

function labelOf(entry: MenuEntry | undefined): string {
  return entry && entry.kind !== 'separator' ? entry.label : ''
}
