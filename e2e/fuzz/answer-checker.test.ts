import { describe, expect, test } from 'vitest'
import { asyncApiDocument } from '../../apps/server/src/http/documents/asyncapi.ts'
import { openApiDocument } from '../../apps/server/src/http/documents/openapi.ts'
import { type AsyncApi, type OpenApi, openAnswerChecker } from './answer-checker.ts'
import type { FuzzRequest } from './fuzz-request.ts'

const checker = openAnswerChecker({
  openApi: openApiDocument() as OpenApi,
  asyncApi: asyncApiDocument() as AsyncApi,
  canaries: { busy: ['busyword'], quiet: ['quietword'] },
})

const json = { 'content-type': 'application/json; charset=utf-8' }
const problemJson = { 'content-type': 'application/problem+json; charset=utf-8' }

function requestBy(actor: Partial<FuzzRequest['actor']>, more: Partial<FuzzRequest> = {}): FuzzRequest {
  return {
    kind: 'valid',
    actor: { name: 'host', tenant: 'busy', role: 'host', token: 'x', onlyReads: false, ...actor },
    operation: { method: 'GET', path: '/api/v1/guests', operationId: 'listGuests', 'x-role': 'viewer', parameters: [] },
    ...{ method: 'GET', target: '/api/v1/guests', headers: [], body: undefined, mustRefuse: undefined, ...more },
  }
}

function problem(status: number, code: string, detail = 'No') {
  const ids = { instance: '/api/v1/guests', request_id: '0197f6a0-7c00-7000-8000-000000000001' }
  const body = { type: '/docs/problems', title: 'No', status, code, detail, ...ids }
  return { status, headers: problemJson, text: JSON.stringify(body) }
}

describe('the fuzz finds an answer that', () => {
  const ok = { status: 200, headers: json, text: '[]' }

  test('is right: nothing is wrong with it', () => {
    expect(checker.faultOf(requestBy({}), ok)).toBeUndefined()
    expect(checker.faultOf(requestBy({}), problem(403, 'forbidden'))).toBeUndefined()
  })

  test('holds a word of the other restaurant, in any case, also in a header', () => {
    expect(checker.faultOf(requestBy({}), problem(403, 'forbidden', 'QuietWord'))).toContain('another restaurant')
    expect(checker.faultOf(requestBy({}), { ...ok, headers: { ...json, link: 'quietword' } })).toContain('another')
    expect(checker.faultOf(requestBy({ tenant: 'quiet' }), problem(403, 'forbidden', 'busyword'))).toContain('another')
    const echoed = requestBy({ tenant: 'quiet' }, { target: '/api/v1/guests?q=busyword' })
    expect(checker.faultOf(echoed, problem(403, 'forbidden', 'busyword'))).toBeUndefined()
  })

  test('is an error of the server, or unavailable without a time', () => {
    expect(checker.faultOf(requestBy({}), problem(500, 'internal'))).toBeDefined()
    expect(checker.faultOf(requestBy({}), problem(503, 'unavailable'))).toContain('Retry-After')
  })

  test('lets somebody in who must not', () => {
    expect(checker.faultOf(requestBy({}, { mustRefuse: 'a token that is expired' }), ok)).toContain('expired')
  })

  test('has a status, a code or a body that its documents do not have', () => {
    expect(checker.faultOf(requestBy({}), problem(418, 'forbidden'))).toContain('418')
    expect(checker.faultOf(requestBy({}), problem(403, 'wrong_day'))).toContain('wrong_day')
    expect(checker.faultOf(requestBy({}), { ...ok, text: '[{"id":1}]' })).toContain('schema')
  })

  test.each([
    'Error: x\n    at handle (server.js:1:2)',
    'syntax error at or near "x"',
    'select name from guests',
    'cannot read /home/app/x',
  ])('shows the inside of the server: %s', (detail) => {
    expect(checker.faultOf(requestBy({}), problem(400, 'malformed', detail))).toContain('it shows')
  })
})

test('the fuzz finds a frame that no document has', () => {
  expect(checker.faultOfFrame('sync', '{"type":"pong","timestamp":"2026-05-01T18:00:00Z"}')).toBeUndefined()
  expect(checker.faultOfFrame('sync', '{"type":"pong"}')).toContain('schema')
  expect(checker.faultOfFrame('sync', '{"type":"surprise"}')).toContain('surprise')
})
