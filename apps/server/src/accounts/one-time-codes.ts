import { Secret, TOTP } from 'otpauth'

/** How long one code is shown. */
export const codeSeconds = 30
const digits = 6
// The clock of a phone is off by some seconds, and typing takes time: the codes right before and after count too.
const driftSteps = 1
// What RFC 4226 recommends for HMAC-SHA-1.
const secretBytes = 20

/** A new secret of an authenticator app, from the generator of the system. */
export function newCodeSecret(): Buffer {
  const { buffer } = new Secret({ size: secretBytes })
  return Buffer.from(buffer)
}

/** A secret as people type it into an app: base32. */
export function spelledSecret(secret: Buffer): string {
  return secretOf(secret).base32
}

/** What the QR code says to an authenticator app. */
export function codeUri(secret: Buffer, account: string): string {
  return new TOTP({
    issuer: 'QTable',
    label: account,
    secret: secretOf(secret),
    digits,
    period: codeSeconds,
  }).toString()
}

/** The code of a time, in ms since 1970. */
export function codeAt(secret: Buffer, timestamp: number): string {
  return TOTP.generate({ secret: secretOf(secret), digits, period: codeSeconds, timestamp })
}

/**
 * The time step that a code belongs to, one before or after the present at most; undefined where it is not right. `now` is
 * in ms since 1970. All steps are compared in the same time.
 */
export function stepOfCode(secret: Buffer, code: string, now: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined
  const delta = TOTP.validate({
    ...{ token: code, secret: secretOf(secret), digits, period: codeSeconds, timestamp: now, window: driftSteps },
  })
  return delta === null ? undefined : TOTP.counter({ period: codeSeconds, timestamp: now }) + delta
}

function secretOf(secret: Buffer): Secret {
  return new Secret({ buffer: new Uint8Array(secret).buffer })
}
