import { exampleIds, Id } from '@qtable/domain'
import { z } from 'zod'
import { GivenPassword } from './accounts.ts'
import { Timestamp } from './answer-fields.ts'
import { FactorCode } from './factor-code.ts'

/** A session of the signed-in person. */
export const OwnSession = z
  .strictObject({
    id: Id,
    restaurant: z.string().describe('The restaurant that it is signed in to'),
    device: z.string().nullable().describe('The device in words; null where it does not say what it is'),
    place: z.string().nullable().describe('The network address, shortened'),
    started_at: Timestamp.describe('When the person signed in, to the minute'),
    seen_at: Timestamp.describe('When it last renewed its tokens, to the minute'),
    current: z.boolean().describe('Whether this request belongs to it'),
  })
  .meta({
    id: 'OwnSession',
    description: 'A session of the signed-in person',
    examples: [
      {
        id: exampleIds.user,
        restaurant: 'Trattoria Nove',
        device: 'Safari on iPad',
        place: '203.0.113.x',
        started_at: '2026-05-01T16:02:00Z',
        seen_at: '2026-05-01T18:30:00Z',
        current: true,
      },
    ],
  })
export type OwnSession = z.infer<typeof OwnSession>

/** `POST /auth/step-up`: shows that it is still the same person who uses the session. */
export const StepUpBody = z
  .strictObject({ password: GivenPassword, code: FactorCode.describe('A code of the authenticator app') })
  .partial()
  .refine(({ password, code }) => (password === undefined) !== (code === undefined), 'needs a password or a code')
export type StepUpBody = z.infer<typeof StepUpBody>
