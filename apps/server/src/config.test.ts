import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defaultBudgets } from './budgets.ts'
import { loadConfig } from './config.ts'

const secret = 'a secret key of more than 32 characters'
let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'qtable-config-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function messageOf(env: Record<string, string>): string {
  try {
    loadConfig({ SECRET_KEY: secret, ...env })
  } catch (error) {
    if (error instanceof Error) return error.message
  }
  return 'valid'
}

test('an empty environment gives the defaults', () => {
  expect(loadConfig({ SECRET_KEY: secret })).toEqual({
    port: 8000,
    publicUrl: undefined,
    host: '0.0.0.0',
    databaseUrl: undefined,
    migrationDatabaseUrl: undefined,
    dataDir: path.resolve('./data'),
    secretKey: secret,
    environment: 'development',
    passwords: {},
    accessTokenMinutes: 15,
    refreshTokenDays: 30,
    sessionDays: 90,
    stepUpMinutes: 15,
    wsHeartbeatIntervalSeconds: 30,
    wsConnectionTimeoutSeconds: 300,
    wsPerUser: 50,
    wsPerRestaurant: 2000,
    wsPerAddress: 200,
    wsHandshakesPerMinute: 600,
    databasePoolSize: 10,
    headersTimeoutSeconds: 15,
    budgets: defaultBudgets,
    corsOrigins: [],
    redisUrl: undefined,
    rateLimitPerMinute: 6000,
    signInsPerMinute: 120,
    registrationsPerHour: 20,
    linkUsesPerHour: 100,
    badTokensPerMinute: 300,
    metricsPort: undefined,
    metricsToken: undefined,
    trustProxy: 'none',
    registration: 'open',
    logLevel: 'info',
    notices: [],
  })
})

test('every variable is read, and an empty one counts as unset', () => {
  const config = loadConfig({
    PORT: '9000',
    HOST: '127.0.0.1',
    DATABASE_URL: 'postgresql://u:p@db.example/qtable',
    MIGRATION_DATABASE_URL: 'postgresql://owner:p@db.example/qtable',
    DATA_DIR: '/srv/qtable',
    SECRET_KEY: secret,
    ENVIRONMENT: 'production',
    ACCESS_TOKEN_MINUTES: '5',
    REFRESH_TOKEN_DAYS: '7',
    WS_HEARTBEAT_INTERVAL: '10',
    WS_CONNECTION_TIMEOUT: '60',
    CORS_ORIGINS: 'https://a.example, http://localhost:5173',
    MAX_PARTIES: '300',
    REDIS_URL: '',
    RATE_LIMIT_PER_MINUTE: '0',
    LOG_LEVEL: 'debug',
    REGISTRATION: 'invite',
    TRUST_PROXY: 'loopback, 10.1.0.0/16',
  })
  expect(config).toMatchObject({
    port: 9000,
    databaseUrl: 'postgresql://u:p@db.example/qtable',
    dataDir: '/srv/qtable',
    corsOrigins: ['https://a.example', 'http://localhost:5173'],
    redisUrl: undefined,
    rateLimitPerMinute: 0,
    budgets: { ...defaultBudgets, parties: 300 },
    logLevel: 'debug',
    registration: 'invite',
  })
})

test.for([
  ['PORT', 'http', 'PORT must be a whole number for a port, 0 to 65535'],
  ['PORT', '70000', 'PORT must be a whole number for a port, 0 to 65535'],
  ['HOST', 'a b', 'HOST must be an address to listen on, such as 0.0.0.0 or 127.0.0.1'],
  ['DATABASE_URL', 'mysql://u:hidden@x/y', 'DATABASE_URL must be a URL such as postgres://user:password@host/name'],
  ['ENVIRONMENT', 'staging', 'ENVIRONMENT must be one of development, production, test'],
  ['ACCESS_TOKEN_MINUTES', '0', 'ACCESS_TOKEN_MINUTES must be a whole number of minutes, 1 to 1440'],
  ['REFRESH_TOKEN_DAYS', '1.5', 'REFRESH_TOKEN_DAYS must be a whole number of days, 1 to 3650'],
  ['WS_HEARTBEAT_INTERVAL', '-1', 'WS_HEARTBEAT_INTERVAL must be a whole number of seconds, 1 to 3600'],
  ['WS_CONNECTION_TIMEOUT', 'x', 'WS_CONNECTION_TIMEOUT must be a whole number of seconds, 1 to 86400'],
  ['CORS_ORIGINS', '*', 'CORS_ORIGINS must be origins such as https://stand.example.com, separated by commas'],
  [
    'CORS_ORIGINS',
    'https://a.example/',
    'CORS_ORIGINS must be origins such as https://stand.example.com, separated by commas',
  ],
  ['REDIS_URL', 'redis', 'REDIS_URL must be a URL such as redis://user:password@host/name'],
  [
    'RATE_LIMIT_PER_MINUTE',
    'many',
    'RATE_LIMIT_PER_MINUTE must be a whole number of requests (0 for no limit), 0 to 1000000',
  ],
  ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent'],
] as const)('%s=%s is refused with one line that says what is allowed', ([name, value, message]) => {
  expect(messageOf({ [name]: value })).toBe(message)
})

test.for([
  ['INFO', 'info'],
  ['Debug', 'debug'],
  ['WARNING', 'warn'],
  ['CRITICAL', 'fatal'],
] as const)('LOG_LEVEL=%s is the level %s', ([written, level]) => {
  expect(loadConfig({ SECRET_KEY: secret, LOG_LEVEL: written }).logLevel).toBe(level)
})

test('DATABASE_URL of an SQLite file means the embedded database, with one line that says so', () => {
  for (const url of ['sqlite:///./qtable.db', 'sqlite+aiosqlite:///qtable.db']) {
    const { databaseUrl, notices } = loadConfig({ SECRET_KEY: secret, DATABASE_URL: url })
    expect(databaseUrl).toBeUndefined()
    expect(notices).toEqual([expect.stringMatching(/^DATABASE_URL .* embedded PostgreSQL$/)])
  }
})

test('a short SECRET_KEY is stretched with a warning, and refused in production', () => {
  const { secretKey, notices } = loadConfig({ SECRET_KEY: 'short' })
  expect(secretKey.length).toBeGreaterThanOrEqual(32)
  expect(loadConfig({ SECRET_KEY: 'short' }).secretKey).toBe(secretKey)
  expect(loadConfig({ SECRET_KEY: 'shorter' }).secretKey).not.toBe(secretKey)
  expect(notices).toEqual([expect.stringMatching(/^SECRET_KEY is short/)])
  expect(messageOf({ SECRET_KEY: 'short', ENVIRONMENT: 'production' })).toBe(
    'SECRET_KEY must be at least 32 characters, such as the output of: openssl rand -base64 32',
  )
})

test('several invalid variables are reported together, one line each', () => {
  expect(messageOf({ PORT: 'x', LOG_LEVEL: 'y' }).split('\n')).toHaveLength(2)
})

test('no message contains a value', () => {
  const wrong = {
    DATABASE_URL: 'hidden-value',
    SECRET_KEY: 'hidden-value',
    REDIS_URL: 'hidden-value',
    PORT: 'hidden-value',
  }
  expect(messageOf(wrong)).not.toContain('hidden-value')
})

test('production with a DATABASE_URL needs a SECRET_KEY', () => {
  const env = { ENVIRONMENT: 'production', DATABASE_URL: 'postgres://u:p@x/y' }
  expect(() => loadConfig(env)).toThrow(/^SECRET_KEY must be set when/)
  expect(messageOf(env)).toBe('valid')
})

test('registration is open in development and closed in production, where the start says so', () => {
  const env = { SECRET_KEY: secret, TRUST_PROXY: 'none' }
  expect(loadConfig({ ...env, ENVIRONMENT: 'test' })).toMatchObject({ registration: 'open', notices: [] })
  const production = loadConfig({ ...env, ENVIRONMENT: 'production' })
  expect(production).toMatchObject({
    registration: 'closed',
    notices: [expect.stringMatching(/^REGISTRATION is closed/)],
  })
  const chosen = loadConfig({ ...env, ENVIRONMENT: 'production', REGISTRATION: 'open' })
  expect(chosen).toMatchObject({ registration: 'open', notices: [] })
})

test('a secret key is generated once, in a file that only its owner can read', () => {
  const env = { DATA_DIR: path.join(folder, 'data') }
  const { secretKey } = loadConfig(env)
  expect(secretKey.length).toBeGreaterThanOrEqual(32)
  expect(loadConfig(env).secretKey).toBe(secretKey)
  const file = path.join(env.DATA_DIR, 'secret-key')
  expect(readFileSync(file, 'utf8').trim()).toBe(secretKey)
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('a data folder that cannot be created is reported in one line', () => {
  expect(() => loadConfig({ DATA_DIR: '/dev/null/data' })).toThrow(/^DATA_DIR \/dev\/null\/data cannot be created: .*$/)
  expect(() => loadConfig({ DATA_DIR: '/proc/data' })).toThrow(/^DATA_DIR \/proc\/data cannot be created: .*$/)
})

test('[I29] in production an address for everybody without a named proxy is told to the operator', () => {
  const production = { SECRET_KEY: secret, ENVIRONMENT: 'production', REGISTRATION: 'closed', DATA_DIR: folder }
  expect(loadConfig(production).notices.join()).toContain('TRUST_PROXY')
  expect(loadConfig({ ...production, TRUST_PROXY: 'none' }).notices).toEqual([])
  expect(loadConfig({ ...production, HOST: '127.0.0.1' }).notices).toEqual([])
})

test('of several secrets the first signs and all verify; a secret with a comma stays one', () => {
  const other = secret.toUpperCase()
  const both = `${other}, ${secret}`
  expect(loadConfig({ SECRET_KEY: both }).secretKey).toEqual([other, secret, both])
  const withComma = `a,${secret}`
  expect(loadConfig({ SECRET_KEY: withComma }).secretKey).toBe(withComma)
})

test.each([
  'changeme-changeme-changeme-changeme',
  'x'.repeat(40),
  'abababababababababababababababababab',
  'your-secret-key-of-32-characters-or-more',
])('[I31] production does not start with the secret %j', (SECRET_KEY) => {
  const env = { SECRET_KEY, DATA_DIR: folder }
  expect(() => loadConfig({ ...env, ENVIRONMENT: 'production' })).toThrow(/^SECRET_KEY is an example/)
  expect(loadConfig({ ...env, ENVIRONMENT: 'development' }).secretKey).toBe(SECRET_KEY)
})
