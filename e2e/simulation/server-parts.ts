import type { ServerParts } from '../../apps/server/src/http/route.ts'
import { openLog } from '../../apps/server/src/observability/log.ts'
import type { Checks } from './checks.ts'
import type { Story } from './story.ts'

export const secretKey = 'the secret key of the simulations, long enough'

const nobodyAsks = (): never => {
  throw new Error('nobody asks this in a simulation')
}
const nothing = () => {}

/** What a node has and no simulation looks at: rows of accounts, archives, and counters. */
export const unasked: Pick<ServerParts, 'db' | 'history' | 'metrics'> = {
  db: {
    asRestaurant: nobodyAsks,
    asReaderOfClocks: nobodyAsks,
    asAccount: nobodyAsks,
    asSystem: nobodyAsks,
    append: nobodyAsks,
    ping: nobodyAsks,
    close: nobodyAsks,
  },
  history: { find: nobodyAsks, list: nobodyAsks },
  metrics: {
    contentType: '',
    text: nobodyAsks,
    request: nothing,
    counting: (commands) => commands,
    sockets: { opened: nothing, closed: nothing, sentOn: () => nothing, refused: nothing },
  },
}

export const silent: ServerParts['log'] = openLog({ logLevel: 'silent' })

/** A log whose warnings are part of the story, and whose errors fail the run: each stands for something unexpected. */
export function listen({ checks, story }: { checks: Checks; story: Story }): ServerParts['log'] {
  return Object.assign(Object.create(silent) as ServerParts['log'], {
    warn: (_fields: unknown, message = '') => story.tell('log', String(message)),
    error: ({ err }: { err?: unknown }, message = '') =>
      checks.fail('code', `${message}: ${err instanceof Error ? err.stack : String(err)}`),
  })
}
