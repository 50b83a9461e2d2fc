import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { onTestFinished } from 'vitest'

const sources = path.resolve(import.meta.dirname, '..')

/** One node of a plan, as `explain (analyze, format json)` gives it. */
export interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows'?: number
  'Actual Loops'?: number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  Plans?: PlanNode[]
}

/** A statement that PostgreSQL has run, also inside a function or for a constraint, and how. */
export interface Explained {
  query: string
  plan: PlanNode
}

/**
 * Writes down every query that this process sends, by the place in the server's sources that sent it, and how PostgreSQL
 * ran every statement, on a database that explains itself as notices.
 */
export function recordQueries(): { places: ReadonlySet<string>; explained: readonly Explained[] } {
  const places = new Set<string>()
  const explained: Explained[] = []
  const listening = new WeakSet<pg.Client>()
  const original = pg.Client.prototype.query
  function record(this: pg.Client, ...given: unknown[]) {
    if (!listening.has(this)) {
      listening.add(this)
      this.on('notice', ({ message = '' }) => {
        const at = message.indexOf('{')
        if (!message.includes('plan:') || at < 0) return
        const { 'Query Text': query, Plan: plan } = JSON.parse(message.slice(at)) as {
          'Query Text': string
          Plan: PlanNode
        }
        explained.push({ query, plan })
      })
    }
    const place = placeOf(new Error('where this query comes from').stack ?? '')
    if (place) places.add(place)
    return Reflect.apply(original, this, given)
  }
  Object.assign(pg.Client.prototype, { query: record })
  onTestFinished(() => {
    pg.Client.prototype.query = original
  })
  return { places, explained }
}

// The database's own machinery sends what others give it.
const machinery = ['db/database.ts', 'db/migrate.ts', 'db/roles.ts', 'db/prepare.ts']

function placeOf(stack: string): string | undefined {
  for (const [, file = '', line] of stack.matchAll(/(?:\(|at |file:\/\/)(\/[^\s():]+\.ts):(\d+)/g)) {
    const name = path.relative(sources, file)
    if (name.startsWith('..') || name.startsWith('testing') || machinery.includes(name)) continue
    return `${name}:${line}`
  }
  return undefined
}

/** Every place in the server's sources that sends a query in a transaction: `file:line`. */
export function placesOfQueries(): string[] {
  return readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ts$/.test(name) && !/test/.test(name) && !machinery.includes(name))
    .flatMap((name) =>
      readFileSync(path.join(sources, name), 'utf8')
        .split('\n')
        .flatMap((text, i) => (/\.query[<(]/.test(text) ? [`${name}:${i + 1}`] : [])),
    )
    .sort()
}
