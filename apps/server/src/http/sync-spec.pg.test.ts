import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { openTestServer } from './testing/open-server.ts'

test('the text for who writes a client is served, and the document of the sockets leads there', async () => {
  const server = await openTestServer()
  const page = await server.inject({ url: '/docs/sync-spec' })
  expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' } })
  expect(page.text).toBe(await readFile(new URL('../../../../docs/sync-spec.md', import.meta.url), 'utf8'))
  const { body } = await server.inject({ url: '/asyncapi.json' })
  expect((body as { info: { description: string } }).info.description).toContain('(/docs/sync-spec)')
})
