import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.join(import.meta.dirname, '../../..')

interface Override {
  includes: string[]
  linter?: { rules?: { style?: { noRestrictedImports?: unknown } } }
}

const { overrides } = JSON.parse(readFileSync(path.join(root, 'biome.json'), 'utf8')) as { overrides: Override[] }
const layers = overrides.filter(({ linter }) => linter?.rules?.style?.noRestrictedImports)

test('every folder of the server is a layer of the linter', () => {
  const folders = globSync('*/', { cwd: import.meta.dirname }).map((folder) => path.basename(folder))
  const guarded = layers.flatMap(({ includes }) =>
    includes.flatMap((glob) => /^apps\/server\/src\/(\w+)\/\*\*$/.exec(glob)?.[1] ?? []),
  )
  expect(guarded.sort()).toEqual(folders.filter((folder) => folder !== 'testing').sort())
})

test('every folder and file that a layer may not import exists', () => {
  const rules = JSON.stringify(layers)
  const names = new Set([...rules.matchAll(/"\*\*\/([\w./-]+?)(?:\/\*\*)?"/g)].map(([, name]) => name ?? ''))
  const missing = [...names].filter(
    (name) => globSync([name, `apps/${name}`, `{apps,packages}/*/src/**/${name}`], { cwd: root }).length === 0,
  )
  expect(missing).toEqual([])
})
