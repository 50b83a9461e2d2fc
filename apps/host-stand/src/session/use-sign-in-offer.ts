import { useEffect, useState } from 'react'
import type { Credentials } from './credentials-form.tsx'

/** What the server offers beside a password. */
interface SignInOffer {
  /** The host name that passkeys are for. */
  passkey_host: string | null
  /** The credentials of the demo restaurant, if the server has one. */
  demo: Credentials | null
}

/** What this page can offer beside a password. Nothing until the server has answered. */
export function useSignInOffer(): { hasPasskeys: boolean; demo: Credentials | undefined } {
  const [offer, setOffer] = useState<SignInOffer>()
  useEffect(() => {
    // Fails offline; then nothing is offered.
    fetch('/sign-in.json')
      .then(async (answer) => {
        if (answer.ok) setOffer((await answer.json()) as SignInOffer)
      })
      .catch(() => {})
  }, [])
  // Browsers have passkeys over https and on this machine alone, and refuse those of another host.
  const hasPasskeys = 'PublicKeyCredential' in globalThis && offer?.passkey_host === location.hostname
  return { hasPasskeys, demo: offer?.demo ?? undefined }
}
