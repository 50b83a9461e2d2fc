import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import * as protocol from './index.ts'

const named = Object.entries(protocol as Record<string, unknown>).flatMap(([name, value]) =>
  value instanceof z.ZodType && value.meta()?.id !== undefined ? [{ name, schema: value }] : [],
)

describe('every documented body', () => {
  test.each(named)('$name has an example that its own schema takes', ({ schema }) => {
    const { examples, description } = schema.meta() ?? {}
    expect(description).toBeTruthy()
    expect(examples).toHaveLength(1)
    for (const example of z.array(z.unknown()).parse(examples)) schema.parse(example)
  })
})
