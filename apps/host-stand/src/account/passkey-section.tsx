import type { Passkey, PasskeyChallenge } from '@qtable/protocol'
import { KeyRound } from 'lucide-react'
import { pageWords as words } from '../page-words.ts'
import styles from '../people/account-page.module.css'
import { useClient } from '../session/client-hooks.ts'
import { useSignInOffer } from '../session/use-sign-in-offer.ts'
import { Button } from '../ui/button.tsx'
import { toast } from '../ui/toaster.tsx'
import { askServer } from './ask-server.ts'
import { PasskeyRow } from './passkey-row.tsx'

const say = words.factors

/** The passkeys of the signed-in person. */
export function PasskeySection({
  passkeys,
  onChange,
}: {
  passkeys: readonly Passkey[]
  onChange: () => Promise<void>
}) {
  const client = useClient()
  const { hasPasskeys } = useSignInOffer()

  async function add(): Promise<void> {
    const asked = await askServer<PasskeyChallenge>(client, { path: '/auth/passkeys/options' })
    if (!asked) return
    const { makePasskey, NoPasskey } = await import('./browser-passkeys.ts')
    try {
      const body = await makePasskey(asked)
      const added = await askServer<Passkey>(
        client,
        { path: '/auth/passkeys', body },
        { already_exists: say.passkeyKnown },
      )
      if (added) toast({ title: say.passkeyAdded })
    } catch (error) {
      if (!(error instanceof NoPasskey)) throw error
      if (error.reason === 'cancelled') return
      toast({ title: error.reason === 'known' ? say.passkeyKnown : say.passkeyNotAdded, kind: 'refused' })
    }
    await onChange()
  }

  return (
    <section className={styles.part}>
      <h3>{say.passkeys}</h3>
      <p className={styles.hint}>{say.passkeysIntro}</p>
      {passkeys.length === 0 && <p className={styles.hint}>{say.passkeysNone}</p>}
      <ul>
        {passkeys.map((passkey) => (
          <PasskeyRow key={passkey.id} passkey={passkey} onChange={onChange} />
        ))}
      </ul>
      {hasPasskeys && (
        <div>
          <Button icon={<KeyRound size={20} aria-hidden />} onClick={() => void add()}>
            {say.addPasskey}
          </Button>
        </div>
      )}
    </section>
  )
}
