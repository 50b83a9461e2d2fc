import { Problem } from '@qtable/domain'
import type { AccountsParts } from './accounts-parts.ts'
import type { RelyingParty } from './relying-party.ts'

// Loaded on first use: its parsers of certificates take a tenth of a start.
/** The library that reads what authenticators sign. */
export const webauthn = () => import('@simplewebauthn/server')

/** `not_found` where this installation has no address that passkeys could be for. */
export function mustHaveRelyingParty({ relyingParty }: Pick<AccountsParts, 'relyingParty'>): RelyingParty {
  if (relyingParty) return relyingParty
  throw new Problem('not_found', 'There are no passkeys here: who runs this installation has set no PUBLIC_URL.')
}

/** The origin that a browser signed; empty where it cannot be read. */
export function signedOrigin({ response }: { response: { clientDataJSON: string } }): string {
  try {
    const { origin } = JSON.parse(Buffer.from(response.clientDataJSON, 'base64url').toString()) as { origin?: unknown }
    return typeof origin === 'string' ? origin : ''
  } catch {
    // The library refuses it in full.
    return ''
  }
}
