import { problemCodes, problems } from '@qtable/domain'
import { z } from 'zod'

const Code = z.enum(problemCodes)

const FieldErrors = z
  .array(z.strictObject({ path: z.string(), message: z.string() }))
  .describe('Each wrong field: where it stands in what was sent, in dots, and what is wrong with it')

const Refusal = {
  code: Code,
  detail: z.string(),
  current: z.unknown().describe('What stands in the way, as it is now').optional(),
  errors: FieldErrors.optional(),
}

/** Why one operation of several was refused. */
export const OperationProblem = z.strictObject(Refusal).meta({
  id: 'OperationProblem',
  description: 'Why one operation was refused',
  examples: [{ code: 'not_found', detail: 'There is no guest 0197f6a0-7c00-7000-8000-0000000000ff' }],
})
export type OperationProblem = z.infer<typeof OperationProblem>

/** The body of every answer that is no success: RFC 9457, with QTable's own code. */
export const ProblemBody = z
  .strictObject({
    type: z.string().describe('Where this kind of problem is explained'),
    title: z.string().describe('The kind of problem, for people'),
    status: z.int(),
    ...Refusal,
    code: Code.describe('The kind of problem, for programs; stable'),
    detail: z.string().describe('This very problem, for people'),
    instance: z.string().describe('The path that was asked'),
    request_id: z.string().describe('Names the request in the logs; also in the header X-Request-Id'),
    operations: z
      .array(z.strictObject({ index: z.int(), ...Refusal }))
      .describe('Each operation that was refused, by its place')
      .optional(),
  })
  .meta({
    id: 'Problem',
    description: 'What went wrong (RFC 9457)',
    examples: [
      {
        type: '/docs/problems#not_found',
        ...problems.not_found,
        code: 'not_found',
        detail: 'There is no guest 0197f6a0-7c00-7000-8000-0000000000ff',
        instance: '/api/v1/guests/0197f6a0-7c00-7000-8000-0000000000ff',
        request_id: '0197f6a0-7c00-7000-8000-00000000abcd',
      },
    ],
  })
export type ProblemBody = z.infer<typeof ProblemBody>
