import { Button } from '../ui/button.tsx'
import { ActionGlyph } from './action-glyph.tsx'
import styles from './action-list.module.css'
import type { PartyAction } from './use-party-actions.ts'

/** The other actions at the foot of a sheet: those that continue a visit, then those that end it. */
export function ActionList({ actions }: { actions: readonly PartyAction[] }) {
  const groups = [actions.filter(({ isDanger }) => !isDanger), actions.filter(({ isDanger }) => isDanger)]
  return (
    <div className={styles.list}>
      {groups.map((group) => {
        const [first] = group
        return (
          first && (
            <div key={first.isDanger ? 'ends' : 'goes on'} className={styles.group}>
              {group.map(({ name, label, short = label, run, isDanger }) => (
                <Button
                  key={name}
                  kind={isDanger ? 'danger' : 'plain'}
                  icon={<ActionGlyph name={name} size={18} />}
                  aria-label={label}
                  onClick={run}
                >
                  {short}
                </Button>
              ))}
            </div>
          )
        )
      })}
    </div>
  )
}
