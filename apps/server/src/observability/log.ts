import pino, { type Logger, type LoggerOptions } from 'pino'
import type { Config } from '../config.ts'

/**
 * Opens the log: JSON lines on standard output (1) or standard error (2). Lines hold ids and nothing personal: no
 * bodies, email addresses or tokens. As a safeguard, fields with the names of such data are removed.
 */
export function openLog({ logLevel }: Pick<Config, 'logLevel'>, output: 1 | 2 = 1): Logger {
  const options: LoggerOptions = {
    level: logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: ['authorization', 'cookie', 'password', 'token', 'email', 'phone', 'name'].flatMap((key) => [
        key,
        `*.${key}`,
        `*.*.${key}`,
      ]),
      remove: true,
    },
  }
  return pino(options, pino.destination({ fd: output, sync: output === 2 }))
}
