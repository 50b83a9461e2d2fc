import { ListTodo } from 'lucide-react'
import { useRefusals } from '../outbox/refusals.ts'
import { openSheet } from '../shell/open-sheet.ts'
import { IconButton } from '../ui/button.tsx'
import { words } from '../words.ts'
import { useMatterCount } from './matter-count.ts'
import styles from './see-to-button.module.css'

/** Opens what is to be seen to, with its number. It keeps its place where there is nothing, so that the bar never moves. */
export function SeeToButton() {
  const count = useMatterCount() + useRefusals().length
  return (
    <span className={styles.place}>
      <IconButton
        label={count > 0 ? words.session.seeToCount(count) : words.session.seeTo}
        icon={<ListTodo size={20} aria-hidden />}
        onClick={() => openSheet({ kind: 'see-to' })}
      />
      {count > 0 && (
        <span className={styles.count} aria-hidden>
          {count > 99 ? '99+' : count}
        </span>
      )}
    </span>
  )
}
