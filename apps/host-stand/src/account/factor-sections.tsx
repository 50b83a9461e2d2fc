import { pageWords as words } from '../page-words.ts'
import styles from '../people/account-page.module.css'
import { PasskeySection } from './passkey-section.tsx'
import { TwoStepSection } from './two-step-section.tsx'
import { useFactors } from './use-factors.ts'

const say = words.factors

/** Two-step sign-in and passkeys of the signed-in person. */
export function FactorSections() {
  const { factors, isFailed, load } = useFactors()
  if (isFailed) return <p className={styles.hint}>{say.failed}</p>
  if (!factors) return null
  return (
    <>
      <TwoStepSection totp={factors.totp} onChange={load} />
      {factors.passkeys_possible && <PasskeySection passkeys={factors.passkeys} onChange={load} />}
    </>
  )
}
