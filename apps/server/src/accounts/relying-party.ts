/** Whom passkeys are for: the site of this installation. */
export interface RelyingParty {
  /** The host name: browsers offer a passkey to it and its subdomains alone. */
  id: string
  /** The origin of pages that may use passkeys, given the one that a browser signed. */
  originFor(signed: string): string
}

const developmentHost = 'localhost'

/**
 * The relying party of a public address such as `https://floor.example.com`. Without one: pages of this machine in
 * development and tests, at any port, and none in production.
 */
export function relyingPartyOf(
  publicUrl: string | undefined,
  { isProduction }: { isProduction: boolean },
): RelyingParty | undefined {
  if (publicUrl !== undefined) {
    const { hostname, origin } = new URL(publicUrl)
    return { id: hostname, originFor: () => origin }
  }
  if (isProduction) return undefined
  const isLocal = (origin: string) => /^http:\/\/localhost(?::\d{1,5})?$/.test(origin)
  return { id: developmentHost, originFor: (signed) => (isLocal(signed) ? signed : `http://${developmentHost}`) }
}
