import pino, { type Logger, type LoggerOptions } from 'pino'
import type { Config } from '../config.ts'

/**
 * JSON lines on standard output (1) or error (2), with ids and nothing personal: no bodies, no addresses of people, no tokens. What
 * might carry one by mistake is cut out by name.
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
