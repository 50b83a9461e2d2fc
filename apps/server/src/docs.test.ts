import { readdir, readFile } from 'node:fs/promises'
import { problemCodes, problems } from '@qtable/domain'
import { describe, expect, test } from 'vitest'
import { budgetDeclarations } from './budgets.ts'
import { loadConfig, variableNames } from './config.ts'

const root = new URL('../../../', import.meta.url)
const read = (file: string) => readFile(new URL(file, root), 'utf8')
const codes = problemCodes

const secret = 'the secret key of the documentation tests'

async function documents(): Promise<string[]> {
  const beside = (await readdir(root)).filter((name) => name.endsWith('.md'))
  const below = await readdir(new URL('docs/', root), { recursive: true })
  return [...beside, '.env.example', ...below.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)]
}

describe('docs/problems.md', async () => {
  const text = await read('docs/problems.md')

  test('has one heading for each code and no other', () => {
    const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)
    expect(headings.toSorted()).toEqual([...codes].sort())
  })

  test.for(codes)('says the status of %s', (code) => {
    expect(text).toContain(`## ${code}\n\nStatus ${problems[code].status}. `)
  })
})

describe('.env.example', async () => {
  const lines = (await read('.env.example')).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const example = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)))

  test('names every variable and nothing else', () => {
    expect(Object.keys(example).toSorted()).toEqual(variableNames.toSorted())
  })

  test('gives the defaults', () => {
    expect(loadConfig({ ...example, SECRET_KEY: secret })).toEqual(loadConfig({ SECRET_KEY: secret }))
  })

  test('docs/operations.md has a row for each variable, with the same default', async () => {
    const rows = [...(await read('docs/operations.md')).matchAll(/^\| `([A-Z_]+)` +\| (\S+) +\|/gm)]
    const defaults = rows.map(([, name, value = '']) => [name, /^`(.*)`$/.exec(value)?.[1] ?? ''])
    expect(Object.fromEntries(defaults)).toEqual(example)
  })
})

test('docs/decisions/0001-stack.md names each dependency', async () => {
  const manifests = ['package.json', ...(await workspaces()).map((folder) => `${folder}/package.json`)]
  const names = new Set<string>()
  for (const manifest of manifests) {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(await read(manifest))
    for (const name of Object.keys({ ...dependencies, ...devDependencies })) names.add(name)
  }
  const text = await read('docs/decisions/0001-stack.md')
  const known = (name: string) => /^@(types|qtable)\//.test(name) || text.includes(`\`${name}\``)
  expect([...names].filter((name) => !known(name))).toEqual([])
})

async function workspaces(): Promise<string[]> {
  const within = async (folder: string) =>
    (await readdir(new URL(`${folder}/`, root))).map((name) => `${folder}/${name}`)
  return [...(await within('packages')), ...(await within('apps'))]
}

describe('documents', async () => {
  test.for(await documents())('%s names no path of a developer’s machine', async (file) => {
    expect(await read(file)).not.toMatch(/(^|[\s`'"(])\/(work|home|root|tmp|Users)\//m)
  })

  test.for(await documents())('%s links to existing files', async (file) => {
    const links = [...(await read(file)).matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link)
    for (const link of links) {
      const target = new URL(link, new URL(file, root))
      await expect(
        readdir(target).catch(() => readFile(target)),
        `${file} → ${link}`,
      ).resolves.toBeDefined()
    }
  })
})

test('[I30] docs/operations.md says of each budget its name and what it counts', async () => {
  const rows = [
    ...(await read('docs/operations.md')).matchAll(/^\| `(MAX_\w+)` +\| `(\d+)` +\| `(\w+)` +\| (.*?) +\|$/gm),
  ]
  const told = rows.map(([, variable, fallback, name, counts]) => [name, { variable, fallback, counts }])
  const declared = Object.entries(budgetDeclarations).map(([name, { variable, fallback, counts }]) => [
    name,
    { variable, fallback: String(fallback), counts },
  ])
  expect(told).toEqual(declared)
})
