import type { Factors, PasskeyChallenge, Session } from '@qtable/protocol'
import type { AccountsParts } from './accounts-parts.ts'
import type { Identity } from './identity.ts'
import { askForPasskey, type PasskeySignInRequest, signInWithPasskey } from './passkey-sign-in.ts'
import { openPasskeys, type Passkeys } from './passkeys.ts'
import { completeSignIn, type SecondFactorRequest } from './second-factor.ts'
import type { Sessions } from './sessions.ts'
import { openTotp, type Totp } from './totp.ts'

/** What people sign in with beside a password. */
export interface SignInFactors {
  list(by: Identity): Promise<Factors>
  readonly totp: Totp
  readonly passkeys: Passkeys
  /** See `completeSignIn`. */
  completeSignIn(request: SecondFactorRequest): Promise<Session>
  /** What a browser needs to sign in with a passkey; `not_found` where the server has no public address. */
  beginPasskeySignIn(): Promise<PasskeyChallenge>
  /** See `signInWithPasskey`. */
  signInWithPasskey(request: PasskeySignInRequest): Promise<Session>
  /** What a browser needs to confirm a session with a passkey; `not_found` where the person has none. */
  beginPasskeyStepUp(by: Identity): Promise<PasskeyChallenge>
}

export function openSignInFactors(parts: AccountsParts, sessions: Sessions): SignInFactors {
  const totp = openTotp(parts)
  const passkeys = openPasskeys(parts)
  return {
    totp,
    passkeys,
    async list(by) {
      const [status, list] = await Promise.all([totp.status(by), passkeys.list(by)])
      return { totp: status ?? null, passkeys: list, passkeys_possible: parts.relyingParty !== undefined }
    },
    completeSignIn: (request) => completeSignIn(parts, sessions, request),
    beginPasskeySignIn: () => askForPasskey(parts, { purpose: 'passkey_sign_in' }),
    signInWithPasskey: (request) => signInWithPasskey(parts, sessions, request),
    beginPasskeyStepUp: ({ userId }) => askForPasskey(parts, { purpose: 'passkey_step_up', userId }),
  }
}
