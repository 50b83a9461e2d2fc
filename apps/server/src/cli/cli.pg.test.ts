import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { PasskeyChallenge } from '@qtable/protocol'
import { Secret } from 'otpauth'
import { expect, onTestFinished, test } from 'vitest'
import { codeAt } from '../accounts/one-time-codes.ts'
import { openSoftAuthenticator } from '../accounts/testing/soft-authenticator.ts'
import { createTestDatabase } from '../testing/cluster.ts'
import { callerOf, dataFolder, registerAt, runQTable, serveProcess } from '../testing/server-process.ts'
import { runCli } from './cli.ts'

async function openInstallation() {
  const { adminUrl, close } = await createTestDatabase()
  onTestFinished(close)
  const folder = await dataFolder()
  const env = { DATABASE_URL: adminUrl, DATA_DIR: folder, LOG_LEVEL: 'error' }
  return { folder, env, run: (...args: string[]) => runHere(args, env) }
}

/** Runs a command line in this process: what a process adds to it has tests of its own below. */
async function runHere(args: readonly string[], env: Record<string, string>, input = '') {
  const out: string[] = []
  const err: string[] = []
  const terminal = {
    out: (line: string) => void out.push(`${line}\n`),
    err: (line: string) => void err.push(`${line}\n`),
    input: async () => input,
  }
  const code = await runCli(args, { terminal, env })
  return { code, out: out.join(''), err: err.join('') }
}

test('help lists the commands, and an invalid command line exits with 2', async () => {
  const { run, env } = await openInstallation()
  const help = await run('--help')
  expect(help.code).toBe(0)
  for (const word of ['serve', 'migrate', 'user', 'restaurant', 'export', 'import', 'restored'])
    expect(help.out).toContain(word)
  expect((await runQTable([], env)).code).toBe(2)
  const unknown = await run('fly')
  expect(unknown).toMatchObject({ code: 2 })
  expect(unknown.err).toContain('fly')
  expect((await run('user', 'add', '--restaurant', '1')).code).toBe(2)
})

test('an invalid setting is one line that names it, and exits with 1', async () => {
  const { env } = await openInstallation()
  const { code, err } = await runQTable(['migrate'], { ...env, PORT: 'eighty' })
  expect(code).toBe(1)
  expect(err.trim()).toMatch(/^PORT must be .*$/)
})

test('the command line migrates, creates restaurants and users, sets passwords, exports and imports', async () => {
  const { folder, env, run } = await openInstallation()
  expect((await run('migrate')).out).toMatch(/^The database is at \d{4}-/)
  const owner = ['--owner-email', 'ada@example.com', '--owner-name', 'Ada']
  const created = await run('restaurant', 'create', '--name', 'Chez Ada', '--timezone', 'Europe/Paris', ...owner)
  expect(created).toMatchObject({ code: 0, err: '' })
  expect(created.out).toMatch(/Restaurant 1 \(chez-ada\) belongs to ada@example\.com/)
  const zone = await run('restaurant', 'create', '--name', 'X', '--timezone', 'Mars/Base', ...owner)
  expect(zone).toMatchObject({ code: 1 })
  expect(zone.err).toMatch(/^timezone: /)

  const args = ['user', 'add', '--restaurant', '1', '--email', 'bo@example.com', '--name', 'Bo', '--role', 'host']
  expect((await runHere([...args, '--password-stdin'], env, 'short\n')).err).toMatch(/^password: /)
  expect((await runQTable([...args, '--password-stdin'], env, 'a good password\n')).code).toBe(0)
  expect((await run(...args)).err).not.toBe('')
  expect((await run('user', 'list', '--restaurant', '1')).out.trim().split('\n')).toHaveLength(2)
  expect((await run('user', 'password', '--email', 'nobody@example.com')).code).toBe(1)
  const renewed = await run('user', 'password', '--email', 'bo@example.com')
  const password = /Password: (\S+)/.exec(renewed.out)?.[1]

  const invite = ['--restaurant', '1', '--email', 'cy@example.com', '--name', 'Cy']
  expect((await run('user', 'invite', ...invite)).out).toMatch(/^Link.*: \/accept#[\w-]{43}\n$/)
  expect((await run('user', 'proof-link', 'bo@example.com')).out).toMatch(/: \/prove#[\w-]{43}\n$/)
  expect((await run('restaurant', 'invite')).out).toMatch(/: \/register#[\w-]{43}\n$/)
  expect((await run('user', 'reset-link', 'nobody@example.com')).code).toBe(1)
  const resetLink = (await run('user', 'reset-link', 'ada@example.com')).out
  const token = /\/reset#([\w-]{43})\n$/.exec(resetLink)?.[1]

  const server = await serveProcess(env)
  const reset = await fetch(`${server.url}/api/v1/auth/reset`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, password: 'chosen by Ada' }),
  })
  expect(reset.status).toBe(204)
  const signIn = await fetch(`${server.url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'bo@example.com', password }),
  })
  expect(signIn.status).toBe(200)

  const file = path.join(folder, 'chez-ada.json')
  expect((await run('export', '1', file)).code).toBe(0)
  expect((await run('export', '1', file)).err).toMatch(/EEXIST/)
  expect((await run('export', '9', path.join(folder, 'no.json'))).err.trim()).toBe('There is no restaurant 9')
  const imported = await run('import', file)
  expect(imported.code).toBe(0)
  expect(imported.out).toMatch(/restaurant 2 \(chez-ada-2\)/)
  await writeFile(file, (await readFile(file, 'utf8')).replace('Chez Ada', 'Chez Eve'))
  expect(await run('import', file)).toMatchObject({ code: 1, err: 'line 5: checksum: the file was changed or cut\n' })
  expect((await run('restaurant', 'list')).out.trim().split('\n')).toHaveLength(2)
})

test('[I31] remove-factors takes passkeys and codes from a person, and ends their sessions', async () => {
  const { env, run } = await openInstallation()
  const { url } = await serveProcess(env)
  const email = 'ada@example.com'
  const ada = await registerAt(url, email)
  const { body: begun } = await ada(url, 'POST', '/auth/totp')
  const code = codeAt(Buffer.from(Secret.fromBase32(`${begun?.secret}`).buffer), Date.now())
  expect((await ada(url, 'POST', '/auth/totp/confirm', { code })).status).toBe(201)
  const { body: asked } = await ada(url, 'POST', '/auth/passkeys/options')
  const made = openSoftAuthenticator().create(asked as unknown as PasskeyChallenge)
  expect((await ada(url, 'POST', '/auth/passkeys', made)).status).toBe(201)
  const signIn = () => callerOf('')(url, 'POST', '/auth/login', { email, password: 'a good password' })
  expect(await signIn()).toMatchObject({ status: 403, body: { code: 'second_factor_required' } })

  expect((await run('user', 'remove-factors', 'nobody@example.com')).code).toBe(1)
  expect(await run('user', 'remove-factors', 'ada')).toMatchObject({ code: 1, err: expect.stringMatching(/^email: /) })
  expect((await signIn()).status).toBe(403)
  expect(await run('user', 'remove-factors', 'ADA@example.com')).toEqual({
    ...{ code: 0, err: '' },
    out: 'ada@example.com signs in with the password alone; every session has ended.\n',
  })
  await expect.poll(async () => (await ada(url, 'GET', '/auth/me')).status).toBe(401)
  const again = await signIn()
  expect(again.status).toBe(200)
  const { body: factors } = await callerOf(`${again.body?.access_token}`)(url, 'GET', '/auth/factors')
  expect(factors).toMatchObject({ totp: null, passkeys: [] })
})

test('a command works with and without a running server on the embedded database', async () => {
  const DATA_DIR = await dataFolder()
  const list = () => runQTable(['restaurant', 'list'], { DATA_DIR })
  expect(await list()).toMatchObject({ code: 0, out: '' })
  const server = await serveProcess({ DATA_DIR, ENVIRONMENT: 'development' })
  expect((await list()).out).toContain('osteria-demo')
  await server.end('SIGTERM')
  expect((await list()).out).toContain('osteria-demo')
})
