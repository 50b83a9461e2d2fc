import { createHash, timingSafeEqual } from 'node:crypto'
import { Problem } from '@qtable/domain'
import { z } from 'zod'
import type { Database } from '../../db/database.ts'
import { definePublicRoute, type Route } from '../route.ts'

const Health = z
  .strictObject({ status: z.literal('ok') })
  .meta({ id: 'Health', description: 'The process answers requests', examples: [{ status: 'ok' }] })
const Ready = z
  .strictObject({ status: z.literal('ready') })
  .meta({ id: 'Ready', description: 'The process and its database work', examples: [{ status: 'ready' }] })
const metricsText = z.string().meta({
  id: 'Metrics',
  description: 'The text format of Prometheus',
  examples: ['# HELP qtable_floors_held Restaurants whose floor is in memory\nqtable_floors_held 3\n'],
})
const tag = 'System'

export const systemRoutes: Route[] = [
  definePublicRoute({
    method: 'GET',
    path: '/health',
    id: 'health',
    summary: 'Check that the process answers',
    tag,
    auth: 'none',
    atRoot: true,
    success: { status: 200, description: 'The process answers', body: Health },
    handle: async () => ({ body: { status: 'ok' } }),
  }),
  definePublicRoute({
    method: 'GET',
    path: '/ready',
    id: 'ready',
    summary: 'Check that the process and its database work',
    tag,
    auth: 'none',
    atRoot: true,
    refusals: ['unavailable'],
    success: { status: 200, description: 'Both work', body: Ready },
    handle: async ({ parts }) => {
      await pingOnce(parts.db)
      return { body: { status: 'ready' } }
    },
  }),
  definePublicRoute({
    method: 'GET',
    path: '/metrics',
    id: 'metrics',
    summary: 'Read the metrics of the process',
    description: 'With METRICS_TOKEN as a bearer token, or from this machine where none is set.',
    refusals: ['unauthenticated', 'forbidden', 'rate_limited'],
    tag,
    auth: 'none',
    atRoot: true,
    success: { status: 200, description: 'In the text format of Prometheus', body: metricsText, type: 'text/plain' },
    handle: async ({ parts, headers, isLocal }) => {
      const { metricsToken } = parts.config
      if (metricsToken === undefined) {
        if (!isLocal()) throw new Problem('forbidden', 'Metrics are for this machine alone: METRICS_TOKEN is not set.')
      } else if (!isSame(headers.authorization, `Bearer ${metricsToken}`)) {
        throw new Problem('unauthenticated', 'Send METRICS_TOKEN as Authorization: Bearer …')
      }
      return { raw: { type: parts.metrics.contentType, content: await parts.metrics.text() } }
    },
  }),
]

const pings = new WeakMap<Pick<Database, 'ping'>, Promise<void>>()

/** Anybody may ask, without a limit, so that all who ask at once share one question. */
function pingOnce(db: Pick<Database, 'ping'>): Promise<void> {
  const running = pings.get(db)
  if (running) return running
  const started = db.ping().finally(() => pings.delete(db))
  pings.set(db, started)
  return started
}

// Of digests, so that the time of the comparison tells neither the length nor the beginning of the token.
function isSame(given: string | undefined, expected: string): boolean {
  const [one, other] = [given ?? '', expected].map((text) => createHash('sha256').update(text).digest())
  return one !== undefined && other !== undefined && timingSafeEqual(one, other)
}
