import { Problem } from '@qtable/domain'
import { expect, test } from 'vitest'
import { asProblem } from './failures.ts'

function failure(code: string, message = 'failed'): Error {
  return Object.assign(new Error(message), { code })
}

test.for([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  '57P01',
  '57P03',
  '08006',
  '53300',
  '53100',
  '25006',
  '55P03',
  '40P01',
])('%s means that the database is away', (code) => {
  const problem = asProblem(failure(code))
  expect(problem).toBeInstanceOf(Problem)
  expect(problem).toMatchObject({ code: 'unavailable', retryAfterSeconds: 2 })
})

test.for([
  'Connection terminated unexpectedly',
  'timeout expired',
  'timeout exceeded when trying to connect',
  'Query read timeout',
  'Client has encountered a connection error and is not queryable',
])('so does what the driver calls: %s', (message) => {
  expect(asProblem(new Error(message))).toMatchObject({ code: 'unavailable' })
})

test('so does a host of which no address answers', () => {
  expect(asProblem(new AggregateError([failure('ECONNREFUSED'), failure('ECONNREFUSED')]))).toMatchObject({
    code: 'unavailable',
  })
})

test('bugs stay what they are, and so do problems', () => {
  for (const error of [failure('23505'), failure('42601'), new TypeError('x'), new Problem('not_found', 'x')]) {
    expect(asProblem(error)).toBe(error)
  }
})
