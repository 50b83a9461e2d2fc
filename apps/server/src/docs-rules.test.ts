import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** The numbered rules of docs/sync-spec.md. */
function rulesOfSpec(): string[] {
  const text = readFileSync(path.join(root, 'docs/sync-spec.md'), 'utf8')
  return [...text.matchAll(/^- \*\*(SY\d+)\*\*/gm)].map(([, rule = '']) => rule)
}

/** The rules that tests name in brackets, as `[SY7]`. */
function rulesOfTests(): Set<string> {
  const files = ['packages', 'apps', 'e2e'].flatMap((folder) => testFiles(path.join(root, folder)))
  const texts = files.map((file) => readFileSync(file, 'utf8'))
  return new Set(texts.flatMap((text) => [...text.matchAll(/\[(SY\d+)\]/g)].map(([, rule = '']) => rule)))
}

function testFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(test|contract)\.tsx?$/.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name))
      .filter((file) => !file.includes('node_modules'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

test('the rules of the sync spec have unique numbers in order', () => {
  const numbers = rulesOfSpec().map((rule) => Number(rule.slice(2)))
  expect(numbers.length).toBeGreaterThan(50)
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
})

test('every rule of the sync spec is in the name of a test', () => {
  const tested = rulesOfTests()
  expect(rulesOfSpec().filter((rule) => !tested.has(rule))).toEqual([])
})

test('no test names a rule that is not in the sync spec', () => {
  const rules = new Set(rulesOfSpec())
  expect([...rulesOfTests()].filter((rule) => !rules.has(rule))).toEqual([])
})
