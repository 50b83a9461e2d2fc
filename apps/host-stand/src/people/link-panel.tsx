import { Copy } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { pageWords as words } from '../page-words.ts'
import { useTimes } from '../time/times.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { toast } from '../ui/toaster.tsx'
import styles from './link-panel.module.css'

const say = words.people

/** A link that was just made, to hand over. */
export interface MadeLink {
  /** Whom it is for. */
  name: string
  /** Below the address of the server. */
  link: string
  expiresAt: string
  hint: (until: string) => string
}

/** Shows a link, and copies it. */
export function LinkPanel({ made, onClose }: { made: MadeLink; onClose: () => void }) {
  const { exact } = useTimes()
  const field = useRef<HTMLElement>(null)
  const url = `${location.origin}${made.link}`

  // It was made in a row that may be far below.
  useEffect(() => field.current?.scrollIntoView({ block: 'nearest' }), [])

  async function copy(): Promise<void> {
    // Browsers have no clipboard over plain HTTP in a restaurant's own network: the marked link is copied by hand.
    field.current?.querySelector('input')?.select()
    if (!navigator.clipboard) return
    await navigator.clipboard.writeText(url)
    toast({ title: say.linkCopied })
  }

  return (
    <section className={styles.panel} aria-label={say.linkFor(made.name)} ref={field}>
      <Field label={say.linkFor(made.name)} readOnly value={url} hint={made.hint(exact(made.expiresAt))} />
      <div className={styles.buttons}>
        <Button onClick={onClose}>{words.common.close}</Button>
        <Button kind="next" icon={<Copy size={20} aria-hidden />} onClick={() => void copy()}>
          {say.copyLink}
        </Button>
      </div>
    </section>
  )
}
