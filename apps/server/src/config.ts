import path from 'node:path'
import type { z } from 'zod'
import { type BudgetName, type Budgets, budgetDeclarations, budgetNames } from './budgets.ts'
import { createDataDir, secretIn } from './data-dir.ts'
import { EnvironmentVariables, type environments, type logLevels } from './environment.ts'
import type { RegistrationMode } from './registration-mode.ts'
import { isGuessable, type SecretKey, secretKeyOf, secretRule, shortestSecret } from './secret-keys.ts'
import { StartError } from './start-error.ts'
import { isLoopback, type TrustProxy } from './trusted-proxies.ts'

/** The configuration of the process, from its environment. */
export interface Config {
  port: number
  /** The origin of pages that may use passkeys; undefined where that is not said. */
  publicUrl: string | undefined
  host: string
  /** Undefined for an embedded PostgreSQL under `dataDir`. */
  databaseUrl: string | undefined
  /** For the role that owns the schema; undefined where `databaseUrl` does it all. */
  migrationDatabaseUrl: string | undefined
  /** An absolute path. */
  dataDir: string
  secretKey: SecretKey
  environment: (typeof environments)[number]
  /** How passwords are hashed. */
  passwords: { cost?: number }
  accessTokenMinutes: number
  refreshTokenDays: number
  /** How long a session lives from the sign-in on. */
  sessionDays: number
  /** See `AccountsParts`. */
  stepUpMinutes: number
  wsHeartbeatIntervalSeconds: number
  wsConnectionTimeoutSeconds: number
  /** The most sockets of this process for each, and handshakes of an address in a minute. */
  wsPerUser: number
  wsPerRestaurant: number
  wsPerAddress: number
  wsHandshakesPerMinute: number
  /** The most connections to the database, without two for appends. */
  databasePoolSize: number
  /** How long a client has for the headers of a request. */
  headersTimeoutSeconds: number
  /** What one restaurant may use. */
  budgets: Budgets
  /** Origins, as browsers send them, of the other sites that may call the API. */
  corsOrigins: string[]
  /** Undefined for a single node. */
  redisUrl: string | undefined
  /** Per user; 0 for no limit. */
  rateLimitPerMinute: number
  /** What a stranger at one network address may ask for; 0 for no limit. */
  signInsPerMinute: number
  registrationsPerHour: number
  linkUsesPerHour: number
  badTokensPerMinute: number
  /** A port for the metrics alone; undefined for none. */
  metricsPort: number | undefined
  /** Who reads the metrics on the main port; undefined for processes on this machine alone. */
  metricsToken: string | undefined
  /** The proxies before this server. */
  trustProxy: TrustProxy
  /** Who may register a restaurant. */
  registration: RegistrationMode
  logLevel: (typeof logLevels)[number]
  /** What somebody who starts it should know about their settings: one line each. */
  notices: string[]
}

/** The names of all environment variables that the process reads. */
export const variableNames = Object.keys(EnvironmentVariables.shape)

/**
 * Reads the environment. Throws `StartError` with one line per invalid variable: its name and what is allowed, but not
 * its value, which may be secret. Without `SECRET_KEY` it generates one and keeps it in the data folder.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const { given, notices } = withoutOlderSettings(withoutEmpty(env))
  const result = EnvironmentVariables.safeParse(given)
  const errors = result.success ? [] : linesOf(result.error)
  const isProduction = given.ENVIRONMENT === 'production'
  const isShort = given.SECRET_KEY !== undefined && given.SECRET_KEY.length < shortestSecret
  if (isShort && isProduction) errors.push(`SECRET_KEY ${secretRule}`)
  if (isProduction && !isShort && given.SECRET_KEY !== undefined && isGuessable(given.SECRET_KEY)) {
    errors.push(`SECRET_KEY is an example or repeats itself: in production it ${secretRule}`)
  }
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
  if (isProduction && variables.REGISTRATION === undefined) {
    notices.push('REGISTRATION is closed, as in production unless set: `qtable restaurant create` makes restaurants')
  }
  if (isProduction && variables.TRUST_PROXY === undefined && !isLoopback(variables.HOST)) {
    notices.push(
      `TRUST_PROXY is not set, so every peer counts as a client: name the proxy before ${variables.HOST}, or set it to none`,
    )
  }
  if (isProduction && variables.DATABASE_URL !== undefined && variables.MIGRATION_DATABASE_URL === undefined) {
    notices.push(
      'MIGRATION_DATABASE_URL is not set, so the role of DATABASE_URL owns what the server works with: give it a role that owns nothing',
    )
  }
  return {
    port: variables.PORT,
    publicUrl: variables.PUBLIC_URL,
    host: variables.HOST,
    databaseUrl: variables.DATABASE_URL,
    migrationDatabaseUrl: variables.MIGRATION_DATABASE_URL,
    dataDir,
    secretKey: secretKeyOf(variables.SECRET_KEY) ?? storedSecret(dataDir),
    environment: variables.ENVIRONMENT,
    // In tests, hashes at full cost would take a tenth of all processor time. One step above the least, so that a hash can be
    // outdated there too.
    passwords: variables.ENVIRONMENT === 'test' ? { cost: 5 } : {},
    accessTokenMinutes: variables.ACCESS_TOKEN_MINUTES,
    refreshTokenDays: variables.REFRESH_TOKEN_DAYS,
    sessionDays: variables.SESSION_DAYS,
    stepUpMinutes: variables.STEP_UP_MINUTES,
    wsHeartbeatIntervalSeconds: variables.WS_HEARTBEAT_INTERVAL,
    wsConnectionTimeoutSeconds: variables.WS_CONNECTION_TIMEOUT,
    wsPerUser: variables.WS_PER_USER,
    wsPerRestaurant: variables.WS_PER_RESTAURANT,
    wsPerAddress: variables.WS_PER_ADDRESS,
    wsHandshakesPerMinute: variables.WS_HANDSHAKES_PER_MINUTE,
    databasePoolSize: variables.DATABASE_POOL_SIZE,
    headersTimeoutSeconds: variables.HEADERS_TIMEOUT,
    budgets: Object.fromEntries(
      budgetNames.map((name) => [name, variables[budgetDeclarations[name].variable]]),
    ) as Record<BudgetName, number>,
    corsOrigins: variables.CORS_ORIGINS,
    redisUrl: variables.REDIS_URL,
    rateLimitPerMinute: variables.RATE_LIMIT_PER_MINUTE,
    signInsPerMinute: variables.SIGN_INS_PER_MINUTE,
    registrationsPerHour: variables.REGISTRATIONS_PER_HOUR,
    linkUsesPerHour: variables.LINK_USES_PER_HOUR,
    badTokensPerMinute: variables.BAD_TOKENS_PER_MINUTE,
    metricsPort: variables.METRICS_PORT,
    metricsToken: variables.METRICS_TOKEN,
    trustProxy: variables.TRUST_PROXY ?? 'none',
    registration: variables.REGISTRATION ?? (isProduction ? 'closed' : 'open'),
    logLevel: variables.LOG_LEVEL,
    notices,
  }
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
