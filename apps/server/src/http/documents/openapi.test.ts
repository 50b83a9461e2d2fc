import { expect, test } from 'vitest'
import { routes } from '../routes/index.ts'
import { openApiDocument } from './openapi.ts'
import { exampleOf } from './schemas.ts'

test('every route has a name of its own', () => {
  const ids = routes.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})

test.each(routes)('$method $path: the examples are valid', ({ body, success }) => {
  if (body) body.parse(exampleOf(body))
  if (success.body) success.body.parse(exampleOf(success.body))
})

test('the document has every route, under the canonical prefix', () => {
  const { paths } = openApiDocument() as { paths: Record<string, Record<string, { operationId: string }>> }
  const documented = Object.values(paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId))
  expect(documented.sort()).toEqual(routes.map(({ id }) => id).sort())
  expect(Object.keys(paths)).toContain('/api/v1/guests/{id}/status/atomic')
})
