// @vitest-environment jsdom
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { render, screen } from '@testing-library/react'
import * as react from 'react'
import { expect, onTestFinished, test } from 'vitest'
import * as sdk from './index.ts'
import * as hooks from './react/index.ts'
import * as testing from './testing/index.ts'

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code)
const isOfTesting = (code: string) => code.includes('@qtable/client/testing')
const examples = blocks.filter((code) => !isOfTesting(code)).join('\n')
const testingExamples = blocks.filter(isOfTesting).join('\n')

type Scope = Record<string, unknown>
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (
  ...code: string[]
) => (...values: unknown[]) => Promise<unknown>

/** Runs examples. A line that ends with `// value` must have that value. */
function run(code: string, scope: Scope, modules: Record<string, object>): Promise<unknown> {
  const runnable = code
    .replace(/^import (\{.*\}) from '(.*)'$/gm, "const $1 = modules['$2']")
    .replace(/^(\S.*\S) \/\/ ('[\w.]+'|\d+|true|false)(: .*)?$/gm, 'check($1, $2)')
  const all: Scope = { ...scope, modules, check: (found: unknown, wanted: unknown) => expect(found).toEqual(wanted) }
  return new AsyncFunction(...Object.keys(all), `${runnable}\nreturn typeof app === 'undefined' ? undefined : app`)(
    ...Object.values(all),
  )
}

test('the examples of the README run, with the values that they name', async () => {
  const server = testing.openFakeServer()
  const mina = server.hire('Mina')
  const tableId = '00000000-0000-7000-8000-00000000aaaa'
  const payload = { id: tableId, tableNumber: '1', capacity: 2 }
  const command = { id: '00000000-0000-7000-8000-00000000bbbb', type: 'table.create', payload }
  server.restaurant.execute({ ...mina, role: 'owner' }, { id: command.id, isBatch: false, commands: [command] })
  const { platform, network } = server.device()
  const lines: string[] = []
  const openClient = (options: sdk.ClientOptions) =>
    sdk.openClient({ ...options, platform: { ...platform, ...options.platform } })
  const scope = { network, table: { id: tableId }, console: { log: (line: string) => lines.push(line) } }
  const modules = {
    '@qtable/client': { ...sdk, openClient },
    '@qtable/client/react': hooks,
    react,
    ws: { WebSocket: class {} },
  }
  const app = await testing.finished(server, run(examples, scope, modules))
  expect(lines).toContain('1 parties')
  render(app as react.ReactElement)
  expect(screen.getByText('2 waiting, live')).toBeTruthy()
})

test('the example of the testing entry point runs', async () => {
  await run(testingExamples, {}, { '@qtable/client/testing': testing })
})

test('the examples of the README type-check', { timeout: 60_000 }, () => {
  const root = join(import.meta.dirname, '../../..')
  // Below `node_modules` of the repository, so that the packages resolve as they do for a user.
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true })
  const folder = mkdtempSync(join(root, 'node_modules/.cache/readme-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const surroundings = `
    import type { FakeNetwork } from '@qtable/client/testing'
    declare const network: FakeNetwork
    declare const table: { id: string }
  `
  const unknownCommand = "// @ts-expect-error There is no such command.\nclient.run('guest.banana', {})"
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { noUnusedLocals: false },
    include: ['*.ts'],
    exclude: [],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  writeFileSync(join(folder, 'examples.ts'), `${surroundings}\n${examples}\n${unknownCommand}`)
  writeFileSync(join(folder, 'testing-examples.ts'), testingExamples)
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })
  expect(stdout).toBe('')
})
