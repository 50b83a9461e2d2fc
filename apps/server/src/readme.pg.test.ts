import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { onTestFinished, test } from 'vitest'
import { openApp } from './app.ts'
import { loadConfig } from './config.ts'
import { openLog } from './observability/log.ts'
import { createTestDatabase } from './testing/cluster.ts'

const run = promisify(execFile)

test('the first five minutes of the README work as they are pasted', async ({ expect }) => {
  const url = await openServer()
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8')
  const blocks = [...readme.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block)
  expect(blocks.length).toBeGreaterThan(5)
  const script = blocks.join('\n')
  expect(script).toContain('http://localhost:8000')

  const { stdout, stderr } = await run('bash', [
    '--norc',
    '-euo',
    'pipefail',
    '-c',
    script.replaceAll('http://localhost:8000', url),
  ])

  expect(stderr).toBe('')
  const answers: Answer[] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const [me, tables, , , , arrived, seated, moved, dashboard, left, repeated, undone, activity, ada] = answers
  expect(answers).toHaveLength(14)
  expect(me).toMatchObject({ user: { name: 'Mina', role: 'owner' } })
  expect(tables).toMatchObject({ success: true, tables: [{ tableNumber: '1' }, {}, {}] })
  expect(arrived).toMatchObject({ guest: { status: 'waiting' }, reservation: { status: 'arrived' } })
  expect(seated).toMatchObject({ table: { tableNumber: '2' }, reservation: { status: 'seated' } })
  expect(moved).toMatchObject({ table: { tableNumber: '3' }, tables: [{}, { tableNumber: '1', status: 'available' }] })
  expect(dashboard).toMatchObject({ stats: { covers_seated: 6, parties_waiting: 0 } })
  expect(left).toMatchObject({ guest: { status: 'finished' } })
  expect(repeated).toEqual(left)
  expect(undone).toMatchObject({ success: true, guest: { status: 'seated' } })
  expect(activity).toMatchObject([{ command: 'undo' }, {}, {}])
  expect(ada).toMatchObject({ status: 'seated', tableId: '01990000-0000-7000-8000-000000000003' })
})

type Answer = Record<string, unknown>

async function openServer(): Promise<string> {
  const database = await createTestDatabase()
  onTestFinished(database.close)
  const config = loadConfig({
    DATABASE_URL: database.url,
    HOST: '127.0.0.1',
    PORT: '0',
    SECRET_KEY: 'the secret key of the test of the README',
    LOG_LEVEL: 'silent',
  })
  const app = await openApp({ config, log: openLog(config) })
  onTestFinished(app.close)
  return app.listen()
}
