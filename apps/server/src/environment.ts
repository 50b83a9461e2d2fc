import { isIP } from 'node:net'
import { z } from 'zod'
import { type BudgetName, budgetDeclarations } from './budgets.ts'
import { registrationModes } from './registration-mode.ts'
import { readTrustProxy } from './trusted-proxies.ts'

export const environments = ['development', 'production', 'test'] as const
export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

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

const trustProxyRule =
  'must be none, the number of proxies (1 to 10), or addresses, networks and the names loopback, linklocal, uniquelocal and shared, separated by commas'

type BudgetVariable = (typeof budgetDeclarations)[BudgetName]['variable']

/** The environment variables that the process reads, with their defaults. */
export const EnvironmentVariables = z.object({
  PORT: integer(0, 65_535, 8000, 'for a port'),
  PUBLIC_URL: z
    .string()
    .refine(isPublicUrl, 'must be the address of this installation, such as https://floor.example.com')
    .transform((text) => new URL(text).origin)
    .optional(),
  HOST: z.string().regex(/^\S+$/, 'must be an address to listen on, such as 0.0.0.0 or 127.0.0.1').default('0.0.0.0'),
  DATABASE_URL: url(['postgres:', 'postgresql:']),
  MIGRATION_DATABASE_URL: url(['postgres:', 'postgresql:']),
  DATA_DIR: z.string().default('./data'),
  SECRET_KEY: z.string().optional(),
  ENVIRONMENT: oneOf(environments, 'development'),
  ACCESS_TOKEN_MINUTES: integer(1, 1440, 15, 'of minutes'),
  REFRESH_TOKEN_DAYS: integer(1, 3650, 30, 'of days'),
  SESSION_DAYS: integer(1, 3650, 90, 'of days'),
  STEP_UP_MINUTES: integer(0, 1440, 15, 'of minutes (0 for never)'),
  WS_HEARTBEAT_INTERVAL: integer(1, 3600, 30, 'of seconds'),
  WS_CONNECTION_TIMEOUT: integer(1, 86_400, 300, 'of seconds'),
  WS_PER_USER: integer(1, 100_000, 50, 'of sockets'),
  WS_PER_RESTAURANT: integer(1, 100_000, 2000, 'of sockets'),
  WS_PER_ADDRESS: integer(1, 100_000, 200, 'of sockets'),
  WS_HANDSHAKES_PER_MINUTE: integer(0, 1_000_000, 600, 'of handshakes (0 for no limit)'),
  DATABASE_POOL_SIZE: integer(3, 1000, 10, 'of connections'),
  HEADERS_TIMEOUT: integer(1, 600, 15, 'of seconds'),
  ...(Object.fromEntries(
    Object.values(budgetDeclarations).map(({ variable, min, max, fallback, unit }) => [
      variable,
      integer(min, max, fallback, unit),
    ]),
  ) as Record<BudgetVariable, ReturnType<typeof integer>>),
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
  SIGN_INS_PER_MINUTE: integer(0, 1_000_000, 120, 'of sign-ins (0 for no limit)'),
  REGISTRATIONS_PER_HOUR: integer(0, 1_000_000, 20, 'of registrations (0 for no limit)'),
  LINK_USES_PER_HOUR: integer(0, 1_000_000, 100, 'of links (0 for no limit)'),
  BAD_TOKENS_PER_MINUTE: integer(0, 1_000_000, 300, 'of access tokens (0 for no limit)'),
  METRICS_PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port')
    .transform(Number)
    .pipe(z.number().max(65_535, 'must be a port'))
    .optional(),
  METRICS_TOKEN: z.string().min(16, 'must be at least 16 characters').optional(),
  TRUST_PROXY: z
    .string()
    .transform((text, { issues, value }) => {
      const read = readTrustProxy(text)
      if (read === undefined) issues.push({ code: 'custom', input: value, message: trustProxyRule })
      return read ?? 'none'
    })
    .optional(),
  REGISTRATION: z.enum(registrationModes, `must be one of ${registrationModes.join(', ')}`).optional(),
  LOG_LEVEL: z.preprocess(spelledLogLevel, oneOf(logLevels, 'info')),
})

// As other systems name them.
const otherLogLevels: Readonly<Record<string, string>> = { warning: 'warn', critical: 'fatal' }

function spelledLogLevel(text: unknown): unknown {
  if (typeof text !== 'string') return text
  const level = text.toLowerCase()
  return otherLogLevels[level] ?? level
}

// Browsers keep passkeys for names with TLS, and for this machine.
function isPublicUrl(text: string): boolean {
  const parsed = URL.parse(text)
  if (parsed === null || parsed.pathname !== '/' || parsed.search + parsed.hash + parsed.username !== '') return false
  if (parsed.hostname === 'localhost') return /^https?:$/.test(parsed.protocol)
  return parsed.protocol === 'https:' && isIP(parsed.hostname.replace(/^\[|\]$/g, '')) === 0
}

function isOrigin(text: string): boolean {
  const parsed = URL.parse(text)
  return parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.origin === text
}
