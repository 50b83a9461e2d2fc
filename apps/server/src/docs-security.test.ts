import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const text = readFileSync(path.join(root, 'docs/security.md'), 'utf8')

const testFiles = ['apps', 'packages', 'e2e'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(test|contract)\.tsx?$/.test(name) && !name.includes('node_modules'))
    .map((name) => path.join(root, folder, name)),
)

// A test is named as `http/hostile.deep.test.ts` › "its name": a path by its end, and a name as it stands in the source.
const named = [...text.matchAll(/`([\w./-]+\.tsx?)` › "([^"]+)"/g)].map(([, file = '', name = '']) => ({ file, name }))

describe('every test that docs/security.md names exists', () => {
  test.for([...new Set(named.map(({ file }) => file))])('in %s', (file) => {
    const found = testFiles.filter((one) => one.endsWith(`/${file}`))
    expect(found).toHaveLength(1)
    const source = readFileSync(found[0] ?? '', 'utf8').replaceAll("\\'", "'")
    const isName = (name: string) => ["'", '"', '`'].some((quote) => source.includes(`${quote}${name}${quote}`))
    const missing = named.filter((one) => one.file === file && !isName(one.name.replaceAll('\\|', '|')))
    expect(missing).toEqual([])
  })
})

test('every row of its tables names a test, or says that there is none', () => {
  const tables = text.split('\n\n').filter((part) => /^\|.*\| (?:shown by|test) +\|$/m.test(part))
  expect(tables.length).toBeGreaterThan(15)
  const rows = tables.flatMap((table) => table.trim().split('\n').slice(2))
  const silent = rows.filter((row) => !/` › "|\| (?:no|not ours)[ .,:]/.test(row))
  expect(silent).toEqual([])
  // What quotes a test in another form would not be checked.
  expect(text.match(/›/g)).toHaveLength(named.length + 1)
})
