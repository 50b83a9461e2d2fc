import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openGuard, reportUnexpected, unexpectedErrors } from './guarded.ts'

function openLogged() {
  const lines: object[] = []
  return { lines, log: { error: (fields: object) => void lines.push(fields) } as never }
}

const bug = new Error('a bug')

test('[I29] an exception in a guarded callback is logged, counted, and ends what the callback belongs to', () => {
  const { lines, log } = openLogged()
  const ended: unknown[] = []
  const guard = openGuard({ where: 'guard test', log, restaurantId: 7 }, (error) => ended.push(error))
  guard(() => {
    throw bug
  })()
  expect(ended).toEqual([bug])
  expect(lines).toEqual([{ where: 'guard test', restaurantId: 7, err: bug }])
  expect(unexpectedErrors().get('guard test')).toBe(1)
})

test('[I29] a promise that a guarded callback returns may reject', async () => {
  const ended = Promise.withResolvers<unknown>()
  const guard = openGuard({ where: 'guard test', log: undefined }, ended.resolve)
  guard(async () => Promise.reject(bug))()
  expect(await ended.promise).toBe(bug)
})

test('[I29] an end that fails is reported like what it ends', () => {
  const before = unexpectedErrors().get('guard test of ends') ?? 0
  const guard = openGuard({ where: 'guard test of ends', log: undefined }, () => {
    throw bug
  })
  guard(() => {
    throw bug
  })()
  expect(unexpectedErrors().get('guard test of ends')).toBe(before + 2)
  reportUnexpected(bug, { where: 'guard test of ends', log: undefined })
  expect(unexpectedErrors().get('guard test of ends')).toBe(before + 3)
})

// A callback without a caller: an exception in it would end the process.
const callback =
  /\.(?:on|once|addListener)\('|\b(?:setTimeout|setInterval|setImmediate|queueMicrotask|nextTick)\(|\bvoid [a-z][\w.]*\(/i

// Those that cannot throw, with the reason. The command line and the start may end the process: nobody is served by them.
const harmless: Readonly<Record<string, readonly string[]>> = {
  'accounts/account-watch.ts': ['is awaited'],
  'accounts/session-cache.ts': ['resolves a promise'],
  'bus/local-bus.ts': ['its listeners are guarded'],
  'bus/replication.ts': ['catches everything'],
  'bus/redis-client.ts': ['writes a line of the log', 'writes a line of the log'],
  'commands/run-in-turns.ts': ['resolves a promise', 'resolves a promise'],
  'db/connections.ts': ['writes a line of the log', 'does nothing'],
  'db/fair-shares.ts': ['rejects a promise'],
  'db/pipelined-connection.ts': ['forgets a connection', 'ends a connection, with a catch'],
  'db/prepare.ts': ['does nothing'],
  'http/admit.ts': ['gives back room, by numbers alone'],
  'http/body-turns.ts': ['resolves a promise', 'resolves a promise'],
  'http/metrics-server.ts': ['rejects a promise', 'writes a line of the log'],
  'http/register.ts': ['aborts a signal, whose listeners reject promises'],
  'http/server.ts': ['writes a line of the log'],
  'journal/floors.ts': ['adds to a set'],
  'journal/heads.ts': ['rejects a promise', 'settles every request in a catch'],
  'sockets/admission.ts': ['destroys the connection'],
  'sockets/session-watch.ts': ['never rejects'],
  'sockets/sockets.ts': ['resolves a promise', 'resolves a promise', 'ends in a catch'],
  'sockets/token-renewal.ts': ['sets a variable'],
  'sockets/upgrade.ts': ['destroys the connection'],
  'sockets/wire-socket.ts': ['its listener is guarded'],
}
const atStart = /^(cli|demo|db\/embedded|testing)\b|^db\/embedded/

test('[I29] every callback without a caller is guarded, or listed here with the reason why it cannot throw', () => {
  const found: Record<string, number> = {}
  for (const file of readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || /\.test\.ts$|\.contract\.ts$|(^|\/)testing\//.test(file) || atStart.test(file))
      continue
    const lines = readFileSync(path.join(import.meta.dirname, file), 'utf8').split('\n')
    const unguarded = lines.filter((line) => callback.test(line) && !/^\s*(\/\/|\*)/.test(line) && !/guard/i.test(line))
    if (unguarded.length > 0) found[file] = unguarded.length
  }
  const listed = Object.fromEntries(Object.entries(harmless).map(([file, reasons]) => [file, reasons.length]))
  expect(found).toEqual(listed)
})
