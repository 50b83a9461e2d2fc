import pino, { type Logger } from 'pino'
import type { Config } from '../config.ts'

/**
 * JSON lines on standard output, with ids and nothing personal: no bodies, no addresses of people, no tokens. What
 * might carry one by mistake is cut out by name.
 */
export function openLog({ logLevel }: Pick<Config, 'logLevel'>): Logger {
  return pino({
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
  })
}
