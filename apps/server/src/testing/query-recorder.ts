import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { onTestFinished } from 'vitest'

const sources = path.resolve(import.meta.dirname, '..')

/** One node of a plan, as in the output of `explain (analyze, format json)`. */
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

/** The plan of a statement that PostgreSQL has run, also inside a function or for a constraint. */
export interface Explained {
  query: string
  plan: PlanNode
}

/**
 * Records the call site in the server's sources of every query that this process sends, and the plan of every statement,
 * on an `ExplainingPostgres`.
 */
export function recordQueries(): { callSites: ReadonlySet<string>; explained: readonly Explained[] } {
  const callSites = new Set<string>()
  const explained: Explained[] = []
  const listening = new WeakSet<pg.Client>()
  const original = pg.Client.prototype.query
  function record(this: pg.Client, ...args: unknown[]) {
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
    const callSite = callSiteOf(new Error('only its stack is used').stack ?? '')
    if (callSite) callSites.add(callSite)
    return Reflect.apply(original, this, args)
  }
  Object.assign(pg.Client.prototype, { query: record })
  onTestFinished(() => {
    pg.Client.prototype.query = original
  })
  return { callSites, explained }
}

// These send the queries of their callers, or set the database up before it is recorded.
const ignored = [
  ...['db/database.ts', 'db/migrate.ts', 'db/functions.ts', 'db/roles.ts', 'db/prepare.ts'],
  'db/embedded/runtime-role.ts',
]

function callSiteOf(stack: string): string | undefined {
  for (const [, file = '', line] of stack.matchAll(/(?:\(|at |file:\/\/)(\/[^\s():]+\.ts):(\d+)/g)) {
    const name = path.relative(sources, file)
    if (name.startsWith('..') || name.startsWith('testing') || ignored.includes(name)) continue
    return `${name}:${line}`
  }
  return undefined
}

/** Every call site in the server's sources that sends a query in a transaction, as `file:line`. */
export function queryCallSites(): string[] {
  return readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ts$/.test(name) && !/test/.test(name) && !ignored.includes(name))
    .flatMap((name) =>
      readFileSync(path.join(sources, name), 'utf8')
        .split('\n')
        .flatMap((text, i) => (/\.query[<(]/.test(text) ? [`${name}:${i + 1}`] : [])),
    )
    .sort()
}
