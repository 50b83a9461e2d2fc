import { scryptSync } from 'node:crypto'
import path from 'node:path'
import { z } from 'zod'
import { createDataDir, secretIn } from './data-dir.ts'
import { StartError } from './start-error.ts'

const environments = ['development', 'production', 'test'] as const
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** The configuration of the process, from its environment. */
export interface Config {
  port: number
  host: string
  /** Undefined for an embedded PostgreSQL under `dataDir`. */
  databaseUrl: string | undefined
  /** An absolute path. */
  dataDir: string
  secretKey: string
  environment: (typeof environments)[number]
  /** How passwords are hashed. */
  passwords: { cost?: number }
  accessTokenMinutes: number
  refreshTokenDays: number
  wsHeartbeatIntervalSeconds: number
  wsConnectionTimeoutSeconds: number
  /** Origins, as browsers send them, of the other sites that may call the API. */
  corsOrigins: string[]
  /** Undefined for a single node. */
  redisUrl: string | undefined
  /** Per user; 0 for no limit. */
  rateLimitPerMinute: number
  logLevel: (typeof logLevels)[number]
  /** What somebody who starts it should know about their settings: one line each. */
  notices: string[]
}

function integer(min: number, max: number, fallback: number, unit: string) {
  const message = `must be a whole number ${unit}, ${min} to ${max}`
  const number = z
    .string()
    .regex(/^\d+$/, message)
    .transform(Number)
    .pipe(z.number().min(min, message).max(max, message))
  return number.default(fallback)
}

function url(protocols: readonly string[]) {
  const message = `must be a URL such as ${protocols[0]}//user:password@host/name`
  return z
    .string()
    .refine((text) => protocols.includes(URL.parse(text)?.protocol ?? ''), message)
    .optional()
}

function oneOf<const T extends readonly [string, ...string[]]>(values: T, fallback: T[number]) {
  return z.enum(values, `must be one of ${values.join(', ')}`).default(() => fallback)
}

const originMessage = 'must be origins such as https://stand.example.com, separated by commas'

const Environment = z.object({
  PORT: integer(0, 65_535, 8000, 'for a port'),
  HOST: z.string().regex(/^\S+$/, 'must be an address to listen on, such as 0.0.0.0 or 127.0.0.1').default('0.0.0.0'),
  DATABASE_URL: url(['postgres:', 'postgresql:']),
  DATA_DIR: z.string().default('./data'),
  SECRET_KEY: z.string().optional(),
  ENVIRONMENT: oneOf(environments, 'development'),
  ACCESS_TOKEN_MINUTES: integer(1, 1440, 15, 'of minutes'),
  REFRESH_TOKEN_DAYS: integer(1, 3650, 30, 'of days'),
  WS_HEARTBEAT_INTERVAL: integer(1, 3600, 30, 'of seconds'),
  WS_CONNECTION_TIMEOUT: integer(1, 86_400, 300, 'of seconds'),
  CORS_ORIGINS: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .refine((origins) => origins.every(isOrigin), originMessage)
    .default([]),
  REDIS_URL: url(['redis:', 'rediss:']),
  RATE_LIMIT_PER_MINUTE: integer(0, 1_000_000, 6000, 'of requests (0 for no limit)'),
  LOG_LEVEL: z.preprocess(spelledLogLevel, oneOf(logLevels, 'info')),
})

/** The names of all environment variables that the process reads. */
export const variableNames = Object.keys(Environment.shape)

/**
 * Reads the environment. Throws `StartError` with one line per invalid variable: its name and what is allowed, but not
 * its value, which may be secret. Without `SECRET_KEY` it generates one and keeps it in the data folder.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const { given, notices } = withoutOlderSettings(withoutEmpty(env))
  const result = Environment.safeParse(given)
  const errors = result.success ? [] : linesOf(result.error)
  const isProduction = given.ENVIRONMENT === 'production'
  const isShort = given.SECRET_KEY !== undefined && given.SECRET_KEY.length < shortestSecret
  if (isShort && isProduction) errors.push(`SECRET_KEY ${secretRule}`)
  // Nodes must share it, and a deployment that replaces the data folder would sign everybody out.
  if (isProduction && given.DATABASE_URL && !given.SECRET_KEY) {
    errors.push(
      'SECRET_KEY must be set when ENVIRONMENT is production and DATABASE_URL is set (at least 32 characters)',
    )
  }
  if (!result.success || errors.length > 0) throw new StartError(errors.join('\n'))
  const variables = result.data
  const dataDir = path.resolve(variables.DATA_DIR)
  if (isShort) notices.push(`SECRET_KEY is short, which is enough for a trial alone: in production it ${secretRule}`)
  return {
    port: variables.PORT,
    host: variables.HOST,
    databaseUrl: variables.DATABASE_URL,
    dataDir,
    secretKey: secretOf(variables.SECRET_KEY, dataDir),
    environment: variables.ENVIRONMENT,
    // In tests, hashes at full cost would take a tenth of all processor time. One step above the least, so that a hash can be
    // outdated there too.
    passwords: variables.ENVIRONMENT === 'test' ? { cost: 5 } : {},
    accessTokenMinutes: variables.ACCESS_TOKEN_MINUTES,
    refreshTokenDays: variables.REFRESH_TOKEN_DAYS,
    wsHeartbeatIntervalSeconds: variables.WS_HEARTBEAT_INTERVAL,
    wsConnectionTimeoutSeconds: variables.WS_CONNECTION_TIMEOUT,
    corsOrigins: variables.CORS_ORIGINS,
    redisUrl: variables.REDIS_URL,
    rateLimitPerMinute: variables.RATE_LIMIT_PER_MINUTE,
    logLevel: variables.LOG_LEVEL,
    notices,
  }
}

// A key of fewer characters could be found by trying.
const shortestSecret = 32
const secretRule = 'must be at least 32 characters, such as the output of: openssl rand -base64 32'

function secretOf(given: string | undefined, dataDir: string): string {
  if (given === undefined) return storedSecret(dataDir)
  if (given.length >= shortestSecret) return given
  return scryptSync(given, 'qtable secret key', 32).toString('base64url')
}

// As other systems name them.
const otherLogLevels: Readonly<Record<string, string>> = { warning: 'warn', critical: 'fatal' }

function spelledLogLevel(text: unknown): unknown {
  if (typeof text !== 'string') return text
  const level = text.toLowerCase()
  return otherLogLevels[level] ?? level
}

// Translates the settings of older installations.
function withoutOlderSettings({ DATABASE_URL: url, ...others }: Record<string, string>) {
  if (url === undefined) return { given: others, notices: [] }
  if (!/^sqlite\b/i.test(url)) return { given: { ...others, DATABASE_URL: url }, notices: [] }
  return {
    given: others,
    notices: ['DATABASE_URL names an SQLite file: QTable keeps its data in an embedded PostgreSQL'],
  }
}

function storedSecret(dataDir: string): string {
  createDataDir(dataDir)
  return secretIn(dataDir, 'secret-key')
}

// Compose files and hosting panels set a variable to an empty string to leave it out.
function withoutEmpty(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    variableNames.flatMap((name) => {
      const value = env[name]?.trim()
      return value ? [[name, value]] : []
    }),
  )
}

function linesOf(error: z.ZodError): string[] {
  const messages = new Map<string, string>()
  for (const { path: field, message } of error.issues) {
    const name = field.map(String).join('.')
    if (!messages.has(name)) messages.set(name, message)
  }
  return [...messages].map(([name, message]) => `${name} ${message}`)
}

function isOrigin(text: string): boolean {
  const parsed = URL.parse(text)
  return parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.origin === text
}
