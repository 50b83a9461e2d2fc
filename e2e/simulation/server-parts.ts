import { type Logger, pino } from 'pino'
import type { World } from '../../apps/server/src/http/route.ts'
import type { Checks } from './checks.ts'
import type { Story } from './story.ts'

export const secretKey = 'the secret key of the simulations, long enough'

const nobodyAsks = (): never => {
  throw new Error('nobody asks this in a simulation')
}
const nothing = () => {}

/** What a node has and no simulation looks at: rows of accounts, archives, and counters. */
export const unasked: Pick<World, 'db' | 'history' | 'metrics'> = {
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
    sockets: { opened: nothing, closed: nothing, sent: nothing, refused: nothing },
  },
}

export const silent: Logger = pino({ level: 'silent' })

const warnings = 40
const errors = 50

/** A log whose warnings are part of the story, and whose errors fail the run: each stands for something unexpected. */
export function openLog({ checks, story }: { checks: Checks; story: Story }): Logger {
  return pino(
    { level: 'warn', base: null, timestamp: false },
    {
      write(line: string) {
        const { level, msg, err } = JSON.parse(line) as { level: number; msg: string; err?: { stack?: string } }
        if (level >= errors) checks.fail('code', `${msg}: ${err?.stack ?? ''}`)
        else if (level >= warnings) story.tell('log', msg)
      },
    },
  )
}
