import { exampleIds, Id, line, RestaurantId } from '@qtable/domain'
import { z } from 'zod'
import { Timestamp } from './answer-fields.ts'

const Base64Url = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[\w-]+$/, 'must be base64url')

const ticket = 'eyJhbGciOi…'
const Ticket = z.string().min(1).max(1000)
const credentialId = 'l1Q2ZfGb0yV4n7TqXwJ3sA'
const clientDataJSON = 'eyJ0eXBlIjoid2ViYXV0aG4i'
const exampleCreated = {
  ...{ id: credentialId, rawId: credentialId, type: 'public-key' },
  response: { clientDataJSON, attestationObject: 'o2NmbXRkbm9uZQ' },
}
const exampleSigned = {
  ...{ id: credentialId, rawId: credentialId, type: 'public-key' },
  response: { clientDataJSON, authenticatorData: 'SZYN5YgOjGh0NBcPZHZgW4', signature: 'MEUCIQDx' },
}
const credentialFields = {
  id: Base64Url(1400),
  rawId: Base64Url(1400),
  type: z.literal('public-key'),
}

/** What `navigator.credentials.create` answers, as `toJSON()` writes it. Further fields are not read. */
export const CreatedCredential = z
  .object({
    ...credentialFields,
    response: z
      .object({
        clientDataJSON: Base64Url(4000),
        attestationObject: Base64Url(20_000),
        transports: z.array(z.string().max(40)).max(10).optional(),
      })
      .meta({
        id: 'AttestationResponse',
        description: 'What the authenticator says about a new passkey',
        examples: [exampleCreated.response],
      }),
  })
  .meta({
    id: 'CreatedCredential',
    description: 'A new passkey, as `PublicKeyCredential.toJSON()` writes it',
    examples: [exampleCreated],
  })

/** What `navigator.credentials.get` answers, as `toJSON()` writes it. Further fields are not read. */
export const SignedCredential = z
  .object({
    ...credentialFields,
    response: z
      .object({
        clientDataJSON: Base64Url(4000),
        authenticatorData: Base64Url(4000),
        signature: Base64Url(8000),
        userHandle: Base64Url(200).optional(),
      })
      .meta({
        id: 'AssertionResponse',
        description: 'What the authenticator has signed',
        examples: [exampleSigned.response],
      }),
  })
  .meta({
    id: 'SignedCredential',
    description: 'The answer of a passkey, as `PublicKeyCredential.toJSON()` writes it',
    examples: [exampleSigned],
  })

/** A passkey in the documents. */
export const examplePasskey = {
  id: exampleIds.user,
  name: 'Safari on iPad',
  created_at: '2026-05-01T16:02:00Z',
  last_used_at: '2026-05-02T09:30:00Z',
}

/** A passkey of the signed-in person. */
export const Passkey = z
  .strictObject({
    id: Id,
    name: z.string(),
    created_at: Timestamp,
    last_used_at: Timestamp.nullable(),
  })
  .meta({
    id: 'Passkey',
    description: 'A passkey of the signed-in person',
    examples: [examplePasskey],
  })
export type Passkey = z.infer<typeof Passkey>

/** What a browser needs to make a passkey or to ask for one. */
export const PasskeyChallenge = z
  .strictObject({
    ticket: Ticket.describe('Comes back with the answer of the passkey'),
    expires_in: z.int().describe('Seconds'),
    options: z
      .record(z.string(), z.unknown())
      .describe('For `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`'),
  })
  .meta({
    id: 'PasskeyChallenge',
    description: 'What a browser needs to make a passkey or to ask for one',
    examples: [{ ticket, expires_in: 300, options: { challenge: 'n0d3…', rpId: 'floor.example.com' } }],
  })
export type PasskeyChallenge = z.infer<typeof PasskeyChallenge>

const PasskeyName = line(60)
/** `POST /auth/passkeys`: keeps a passkey that was made. Without a name it is called as the device. */
export const PasskeyCreation = z
  .strictObject({ ticket: Ticket, credential: CreatedCredential, name: PasskeyName.optional() })
  .meta({
    id: 'PasskeyCreation',
    description: 'A new passkey with the ticket of its challenge',
    examples: [{ ticket, credential: exampleCreated, name: 'My phone' }],
  })
export type PasskeyCreation = z.infer<typeof PasskeyCreation>

/** `POST /auth/passkeys/step-up`: the answer of a passkey. */
export const PasskeyAssertion = z.strictObject({ ticket: Ticket, credential: SignedCredential }).meta({
  id: 'PasskeyAssertion',
  description: 'The answer of a passkey with the ticket of its challenge',
  examples: [{ ticket, credential: exampleSigned }],
})
export type PasskeyAssertion = z.infer<typeof PasskeyAssertion>

/** `POST /auth/passkeys/sign-in`. `restaurant_id` picks one of several memberships. */
export const PasskeySignInBody = z
  .strictObject({ ...PasskeyAssertion.shape, restaurant_id: RestaurantId.optional() })
  .meta({
    id: 'PasskeySignIn',
    description: 'The answer of a passkey with the ticket of its challenge',
    examples: [{ ticket, credential: exampleSigned }],
  })
export type PasskeySignInBody = z.infer<typeof PasskeySignInBody>

/** `PATCH /auth/passkeys/{id}`. */
export const PasskeyChange = z.strictObject({ name: PasskeyName }).meta({
  id: 'PasskeyChange',
  description: 'Another name for a passkey',
  examples: [{ name: 'Spare key' }],
})
export type PasskeyChange = z.infer<typeof PasskeyChange>
