import { Copy } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { pageWords as words } from '../page-words.ts'
import panel from '../people/link-panel.module.css'
import { Button } from '../ui/button.tsx'
import { toast } from '../ui/toaster.tsx'
import styles from './recovery-code-list.module.css'

const say = words.factors

/** Recovery codes, shown once. */
export function RecoveryCodeList({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const frame = useRef<HTMLElement>(null)
  useEffect(() => frame.current?.scrollIntoView({ block: 'nearest' }), [])

  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(codes.join('\n'))
    toast({ title: say.codesCopied })
  }

  return (
    <section className={panel.panel} aria-label={say.recoveryTitle} ref={frame}>
      <h4>{say.recoveryTitle}</h4>
      <p>{say.recoveryIntro}</p>
      <ul className={styles.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className={panel.buttons}>
        {/* Browsers have no clipboard over plain HTTP: the codes are copied by hand. */}
        {navigator.clipboard && (
          <Button icon={<Copy size={20} aria-hidden />} onClick={() => void copy()}>
            {say.copyCodes}
          </Button>
        )}
        <Button kind="next" onClick={onClose}>
          {say.saved}
        </Button>
      </div>
    </section>
  )
}
