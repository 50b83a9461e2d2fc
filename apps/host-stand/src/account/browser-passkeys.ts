import type { PasskeyAssertion, PasskeyChallenge, PasskeyCreation } from '@qtable/protocol'
import { startAuthentication, startRegistration, WebAuthnError } from '@simplewebauthn/browser'

/** Why a browser gave no passkey: the person closed its question, or the device cannot. */
export class NoPasskey extends Error {
  override readonly name = 'NoPasskey'
  readonly reason: 'cancelled' | 'known' | 'impossible'

  constructor(cause: unknown) {
    super('the browser gave no passkey', { cause })
    const { name = '' } = cause instanceof Error ? cause : {}
    const isKnown = name === 'InvalidStateError'
    this.reason = isKnown ? 'known' : name === 'NotAllowedError' || name === 'AbortError' ? 'cancelled' : 'impossible'
  }
}

type Options<F extends (given: { optionsJSON: never }) => unknown> = Parameters<F>[0]['optionsJSON']

/** Asks the browser for the answer of a passkey. Rejects with `NoPasskey`. */
export async function answerWithPasskey({ ticket, options }: PasskeyChallenge): Promise<PasskeyAssertion> {
  const optionsJSON = options as unknown as Options<typeof startAuthentication>
  const credential = await startAuthentication({ optionsJSON }).catch(refuse)
  return { ticket, credential: { ...credential, type: 'public-key' } }
}

/** Asks the browser for a new passkey. Rejects with `NoPasskey`. */
export async function makePasskey({ ticket, options }: PasskeyChallenge): Promise<PasskeyCreation> {
  const optionsJSON = options as unknown as Options<typeof startRegistration>
  const credential = await startRegistration({ optionsJSON }).catch(refuse)
  return { ticket, credential: { ...credential, type: 'public-key' } }
}

function refuse(error: unknown): never {
  throw new NoPasskey(error instanceof WebAuthnError ? (error.cause ?? error) : error)
}
