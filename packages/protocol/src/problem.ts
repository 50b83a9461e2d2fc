import { exampleIds, problemCodes, problems } from '@qtable/domain'
import { z } from 'zod'
import { ActorBody, Timestamp } from './answer-fields.ts'

const Code = z.enum(problemCodes).meta({ id: 'ProblemCode', description: 'The kind of problem, for programs; stable' })

const WrongField = z.strictObject({ path: z.string(), message: z.string() }).meta({
  id: 'FieldError',
  description: 'A wrong field: its path in the request, with dots, and what is wrong with it',
})

const refusalFields = {
  code: Code,
  detail: z.string().describe('This occurrence, for people'),
  current: z.unknown().describe('The state that is in the way; of an `edit_conflict` an EditConflict').optional(),
  errors: z.array(WrongField).describe('Each wrong field').optional(),
}

const missing = {
  code: 'not_found' as const,
  detail: `There is no guest ${exampleIds.missingGuest}`,
}

/** `current` of the problem `edit_conflict`: what somebody else has made of the fields meanwhile. */
export const EditConflictBody = z
  .strictObject({
    fields: z
      .record(z.string(), z.unknown())
      .describe('The fields on which the two edits differ, with their values now'),
    actor: ActorBody.optional().describe('Who changed them last, where the server still knows'),
    at: Timestamp.optional().describe('When they did'),
  })
  .meta({
    id: 'EditConflict',
    description: 'What somebody else has made of the fields that an edit changes',
    examples: [
      {
        fields: { notes: 'Nut allergy' },
        actor: { id: exampleIds.user, name: 'Mina' },
        at: '2026-05-01T18:04:12Z',
      },
    ],
  })
export type EditConflictBody = z.infer<typeof EditConflictBody>

/** Why one operation of several was refused. */
export const OperationProblem = z.strictObject(refusalFields).meta({
  id: 'OperationProblem',
  description: 'Why one operation was refused',
  examples: [missing],
})
export type OperationProblem = z.infer<typeof OperationProblem>

const RefusedOperation = z.strictObject({ index: z.int().min(0), ...refusalFields }).meta({
  id: 'RefusedOperation',
  description: 'A refused operation of a batch, by its position in the request',
})

/** The body of every refusal: RFC 9457, with a code of QTable. */
export const ProblemBody = z
  .strictObject({
    type: z.string().describe('The page that explains this kind of problem'),
    title: z.string().describe('The kind of problem, for people'),
    status: z.int().min(400).max(599).describe('The HTTP status'),
    ...refusalFields,
    instance: z.string().describe('The path of the request'),
    request_id: z.string().describe('The id of the request in the logs; also in the header X-Request-Id'),
    operations: z.array(RefusedOperation).describe('Each refused operation of a batch').optional(),
  })
  .meta({
    id: 'Problem',
    description: 'Why a request was refused (RFC 9457)',
    examples: [
      {
        type: '/docs/problems#not_found',
        ...problems.not_found,
        ...missing,
        instance: `/api/v1/guests/${exampleIds.missingGuest}`,
        request_id: exampleIds.request,
      },
    ],
  })
export type ProblemBody = z.infer<typeof ProblemBody>
