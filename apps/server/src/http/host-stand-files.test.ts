import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gzipSync } from 'node:zlib'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHostStandFiles } from './host-stand-files.ts'

let folder: string
let app: FastifyInstance
let demo: { email: string; password: string } | undefined
const script = 'console.log(1)'.repeat(50)

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'qtable-stand-'))
  const dist = path.join(folder, 'dist')
  const stand = openHostStandFiles({ folder: dist, demo: async () => demo })
  app = Fastify({ routerOptions: { ignoreTrailingSlash: true } })
  app.get('/api/v1/guests', async () => 'guests')
  app.setNotFoundHandler(async (request, reply) => {
    const answer = await stand.answerTo(request, { isLocal: request.ip === '127.0.0.1' })
    if (!answer) return reply.code(404).send('nothing')
    return reply.code(answer.status).headers(answer.headers).send(answer.body)
  })
  expect((await app.inject('/')).statusCode).toBe(404)
  await mkdir(path.join(dist, 'assets'), { recursive: true })
  await writeFile(path.join(dist, '.pages.json'), '["/","/timeline"]')
  await writeFile(path.join(dist, '.built-from'), 'secret')
  await writeFile(path.join(dist, 'index.html'), '<!doctype html><p>stand</p>')
  await writeFile(path.join(dist, 'sw.js'), '1')
  await writeFile(path.join(dist, 'assets/app-abc.js'), script)
  await writeFile(path.join(dist, 'assets/app-abc.js.br'), brotliCompressSync(script))
  await writeFile(path.join(dist, 'assets/app-abc.js.gz'), gzipSync(script))
})
afterAll(async () => {
  await app.close()
  await rm(folder, { recursive: true, force: true })
})

test('every page of the app is index.html under a policy, and other paths are not found', async () => {
  for (const url of ['/', '/timeline', '/timeline/', '/timeline?date=2026-05-01', '/index.html']) {
    const reply = await app.inject({ url })
    expect(reply, url).toMatchObject({ statusCode: 200, body: '<!doctype html><p>stand</p>' })
    expect(reply.headers['cache-control']).toBe('no-cache')
    expect(reply.headers['content-security-policy']).toContain("script-src 'self';")
  }
  for (const url of [
    '/elsewhere',
    '/api/v1/timeline',
    '/.built-from',
    '/assets/../.built-from',
    '/%2e%2e/x',
    '/dist',
  ]) {
    expect(await app.inject({ url }), url).toMatchObject({ statusCode: 404, body: 'nothing' })
  }
  expect((await app.inject({ url: '/', method: 'POST' })).statusCode).toBe(404)
})

test('files with a hashed name are cached for good, and sent in the smallest accepted encoding', async () => {
  const ask = (accept?: string) =>
    app.inject({ url: '/assets/app-abc.js', headers: accept === undefined ? {} : { 'accept-encoding': accept } })
  const brotli = await ask('gzip, deflate, br')
  expect(brotli.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'content-encoding': 'br',
    'cache-control': 'public, max-age=31536000, immutable',
  })
  expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe(script)
  expect((await ask('gzip')).headers['content-encoding']).toBe('gzip')
  expect((await ask('br;q=0, gzip;q=0.5')).headers['content-encoding']).toBe('gzip')
  expect((await ask('*')).headers['content-encoding']).toBe('br')
  for (const accept of [undefined, '', 'identity', 'deflate']) {
    const plain = await ask(accept)
    expect(plain.body, accept).toBe(script)
    expect(plain.headers).not.toHaveProperty('content-encoding')
  }
})

test('a current copy is answered with 304, and the service worker is revalidated each time', async () => {
  const first = await app.inject({ url: '/sw.js' })
  expect(first.headers['cache-control']).toBe('no-cache')
  expect(first.headers['content-security-policy']).toContain("connect-src 'self';")
  const again = await app.inject({ url: '/sw.js', headers: { 'if-none-match': String(first.headers.etag) } })
  expect(again).toMatchObject({ statusCode: 304, body: '' })
})

test('[I31] the demo sign-in is offered where there is a demo, to people on this machine alone', async () => {
  const none = { passkey_host: null, demo: null }
  const first = await app.inject({ url: '/sign-in.json' })
  expect(first.headers['cache-control']).toBe('no-store')
  expect(first.json()).toEqual(none)
  demo = { email: 'demo@example.com', password: 'table-for-two' }
  expect((await app.inject({ url: '/sign-in.json' })).json()).toEqual({ ...none, demo })
  expect((await app.inject({ url: '/sign-in.json', remoteAddress: '203.0.113.7' })).json()).toEqual(none)
})

test('the app learns which host passkeys are for', async () => {
  const stand = openHostStandFiles({ folder, passkeyHost: 'floor.example.com' })
  const request = { method: 'GET', url: '/sign-in.json', headers: {} }
  const answer = await stand.answerTo(request, { isLocal: false })
  expect(answer?.body).toBe('{"passkey_host":"floor.example.com","demo":null}')
})
