import { Problem } from '@qtable/domain'
import { expect, test } from 'vitest'
import { boundedDetails } from './bounded.ts'
import { problemAnswer } from './problems.ts'

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value))

test('details that fit stay as they are', () => {
  const details = { detail: 'x', current: { a: 1 }, errors: [{ path: 'a', message: 'b' }], warnings: [] }
  expect(boundedDetails(details)).toEqual(details)
})

test('a refused batch keeps every operation, and what each quotes as far as there is room', () => {
  const operations = Array.from({ length: 500 }, (_, index) => ({
    index,
    code: 'edit_conflict' as const,
    detail: 'é'.repeat(1500),
    current: { fields: { notes: 'é'.repeat(2000) } },
  }))
  const problem = new Problem('edit_conflict', 'é'.repeat(9000), { operations, current: operations, errors: [] })
  const { body } = problemAnswer(problem, { path: '/', requestId: 'x' })
  expect(bytesOf(body)).toBeLessThan(512 * 1024 + 1000)
  expect(body.operations?.map(({ index }) => index)).toEqual(operations.map(({ index }) => index))
  expect(body.operations?.[0]).toHaveProperty('current')
  expect(body.operations?.at(-1)).not.toHaveProperty('current')
})

test('wrong fields are listed up to a hundred, and counted', () => {
  const errors = Array.from({ length: 500 }, (_, i) => ({ path: `tables.${i}.capacity`, message: 'must be a number' }))
  const listed = boundedDetails({ errors }).errors
  expect(listed).toHaveLength(101)
  expect(listed.at(-1)).toEqual({ path: '', message: 'and 400 more' })
})
