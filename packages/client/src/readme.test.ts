// @vitest-environment jsdom
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { render, screen } from '@testing-library/react'
import * as react from 'react'
import { expect, test } from 'vitest'
import * as sdk from './index.ts'
import * as hooks from './react/index.ts'
import * as testing from './testing/index.ts'

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code)
const isAlone = (code: string) => code.includes('@qtable/client/testing')

type Scope = Record<string, unknown>
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (
  ...code: string[]
) => (...values: unknown[]) => Promise<unknown>

/** Runs examples as one; a line that ends with `// value` is held against that value. */
function run(examples: readonly string[], scope: Scope, modules: Record<string, object>): Promise<unknown> {
  const code = examples
    .join('\n')
    .replace(/^import (\{.*\}) from '(.*)'$/gm, "const $1 = modules['$2']")
    .replace(/^(\S.*\S) \/\/ ('\w+'|\d+|true|false)(: .*)?$/gm, 'check($1, $2)')
  const all: Scope = { ...scope, modules, check: (found: unknown, wanted: unknown) => expect(found).toEqual(wanted) }
  return new AsyncFunction(...Object.keys(all), `${code}\nreturn typeof app === 'undefined' ? undefined : app`)(
    ...Object.values(all),
  )
}

test('the examples of the README do what they say', async () => {
  const server = testing.openFakeServer()
  const mina = server.hire('Mina')
  const tableId = '00000000-0000-7000-8000-00000000aaaa'
  const payload = { id: tableId, tableNumber: '1', capacity: 2 }
  const command = { id: '00000000-0000-7000-8000-00000000bbbb', type: 'table.create', payload }
  server.restaurant.execute({ ...mina, role: 'owner' }, { id: command.id, isBatch: false, commands: [command] })
  const { world, network } = server.device()
  const lines: string[] = []
  const openClient = (options: sdk.ClientOptions) =>
    sdk.openClient({ ...options, world: { ...world, ...options.world } })
  const scope = { network, table: { id: tableId }, console: { log: (line: string) => lines.push(line) } }
  const modules = {
    '@qtable/client': { ...sdk, openClient },
    '@qtable/client/react': hooks,
    react,
    ws: { WebSocket: class {} },
  }
  const examples = blocks.filter((code) => !isAlone(code))
  expect(examples.length).toBeGreaterThan(5)
  const app = await testing.finished(server, run(examples, scope, modules))
  expect(lines).toContain('1 parties')
  render(app as react.ReactElement)
  expect(screen.getByText('2 waiting, live')).toBeTruthy()
})

test('the example of how to test what is built on it does what it says', async () => {
  const examples = blocks.filter(isAlone)
  expect(examples).toHaveLength(1)
  await run(examples, {}, { '@qtable/client/testing': testing })
})
