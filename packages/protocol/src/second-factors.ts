import { z } from 'zod'
import { Timestamp } from './answer-fields.ts'
import { FactorCode } from './factor-code.ts'
import { examplePasskey, Passkey } from './passkeys.ts'

const ticket = 'eyJhbGciOi…'

/** The ticket of a challenge. */
export const ChallengeTicket = z.string().min(1).max(1000)

/** `current` of the problem `second_factor_required` at a sign-in. */
export const SecondFactorChallenge = z
  .strictObject({ ticket: ChallengeTicket, expires_in: z.int().describe('Seconds') })
  .meta({
    id: 'SecondFactorChallenge',
    description: 'The right password was given; `ticket` and a code complete the sign-in',
    examples: [{ ticket, expires_in: 300 }],
  })
export type SecondFactorChallenge = z.infer<typeof SecondFactorChallenge>

/** `POST /auth/second-factor`: completes a sign-in. */
export const SecondFactorBody = z.strictObject({ ticket: ChallengeTicket, code: FactorCode }).meta({
  id: 'SecondFactor',
  description: 'The ticket of the sign-in, and a code of the app or a recovery code',
  examples: [{ ticket, code: '492039' }],
})
export type SecondFactorBody = z.infer<typeof SecondFactorBody>

/** `POST /auth/totp/confirm`: the first code of a new app. */
export const ConfirmTotpBody = z.strictObject({ code: FactorCode }).meta({
  id: 'ConfirmTotp',
  description: 'The first code of the app',
  examples: [{ code: '492039' }],
})
export type ConfirmTotpBody = z.infer<typeof ConfirmTotpBody>

/** `POST /auth/totp`: what an authenticator app needs. */
export const TotpEnrolment = z
  .strictObject({
    secret: z.string().describe('In base32, to type'),
    uri: z.string().describe('The same as an otpauth: URI, for a QR code'),
  })
  .meta({
    id: 'TotpEnrolment',
    description: 'The secret for an authenticator app. It counts once a first code is confirmed',
    examples: [
      {
        secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
        uri: 'otpauth://totp/QTable:mina%40example.com?issuer=QTable&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
      },
    ],
  })
export type TotpEnrolment = z.infer<typeof TotpEnrolment>

/** Recovery codes, which no later answer shows. */
export const RecoveryCodes = z.strictObject({ recovery_codes: z.array(z.string()) }).meta({
  id: 'RecoveryCodes',
  description: 'Each signs in once in place of a code of the app. No later answer shows them',
  examples: [{ recovery_codes: ['7K2M-9QXZ-3F8W-N0RT-5HJC-V1BD'] }],
})
export type RecoveryCodes = z.infer<typeof RecoveryCodes>

const exampleStatus = { since: '2026-05-01T16:02:00Z', recovery_codes_left: 10 }

/** Two-step sign-in that is on. */
export const TotpStatus = z.strictObject({ since: Timestamp, recovery_codes_left: z.int() }).meta({
  id: 'TotpStatus',
  description: 'Codes of an authenticator app are asked for at each sign-in',
  examples: [exampleStatus],
})
export type TotpStatus = z.infer<typeof TotpStatus>

/** `GET /auth/factors`: what the signed-in person signs in with beside a password. */
export const Factors = z
  .strictObject({
    totp: TotpStatus.nullable().describe('Null where two-step sign-in is off'),
    passkeys: z.array(Passkey),
    passkeys_possible: z.boolean().describe('Whether the server has an address that passkeys can be for'),
  })
  .meta({
    id: 'Factors',
    description: 'What the signed-in person signs in with beside a password',
    examples: [
      {
        totp: exampleStatus,
        passkeys: [examplePasskey],
        passkeys_possible: true,
      },
    ],
  })
export type Factors = z.infer<typeof Factors>
