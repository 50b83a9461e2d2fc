import { z } from 'zod'
import { definePublicRoute, type Route } from '../route.ts'

const Health = z
  .strictObject({ status: z.literal('ok') })
  .meta({ id: 'Health', description: 'The process answers', examples: [{ status: 'ok' }] })
const Ready = z
  .strictObject({ status: z.literal('ready') })
  .meta({ id: 'Ready', description: 'The process can do its work', examples: [{ status: 'ready' }] })
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
    summary: 'Whether the process answers',
    tag,
    auth: 'none',
    atRoot: true,
    success: { status: 200, description: 'It does', body: Health },
    handle: async () => ({ body: { status: 'ok' } }),
  }),
  definePublicRoute({
    method: 'GET',
    path: '/ready',
    id: 'ready',
    summary: 'Whether the process and its database can do their work',
    tag,
    auth: 'none',
    atRoot: true,
    refusals: ['unavailable'],
    success: { status: 200, description: 'They can', body: Ready },
    handle: async ({ world }) => {
      await world.db.ping()
      return { body: { status: 'ready' } }
    },
  }),
  definePublicRoute({
    method: 'GET',
    path: '/metrics',
    id: 'metrics',
    summary: 'What the process counts',
    tag,
    auth: 'none',
    atRoot: true,
    success: { status: 200, description: 'In the format of Prometheus', body: metricsText, type: 'text/plain' },
    handle: async ({ world }) => ({
      raw: { type: world.metrics.contentType, content: await world.metrics.text() },
    }),
  }),
]
