import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { invariants } from './invariants.ts'
import { root, taggedTests } from './tagged-tests.ts'

const tests = taggedTests()

test('every invariant is named by a test', () => {
  const tested = new Set(tests.flatMap((one) => one.invariants))
  expect(Object.keys(invariants).filter((invariant) => !tested.has(invariant))).toEqual([])
})

test('no test names an unknown invariant', () => {
  const named = tests.flatMap((one) => one.invariants)
  expect(named.filter((invariant) => !Object.hasOwn(invariants, invariant))).toEqual([])
})

test('docs/invariants.md has every invariant, and names only tests that exist', () => {
  const text = readFileSync(path.join(root, 'docs/invariants.md'), 'utf8')
  const missing = Object.entries(invariants).filter(([name, says]) => !text.includes(`## ${name}\n\n${says}.`))
  expect(missing).toEqual([])
  const known = new Set(tests.map(({ name, file }) => `${name.replaceAll('|', '\\|')} | \`${file}\``))
  // The formatter pads the columns.
  const rows = text.matchAll(/^\| (.*\[I\d+\].*?) +\| (`[^`]+`) +\| +\d+ +\|$/gm)
  const named = [...rows].map(([, name, file]) => `${name} | ${file}`)
  expect(named.length).toBeGreaterThan(Object.keys(invariants).length)
  expect(named.filter((row) => !known.has(row))).toEqual([])
})
