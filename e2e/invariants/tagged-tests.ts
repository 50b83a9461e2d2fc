import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the repository. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

/** A test, or a `describe` of several, with invariants in its name. */
export interface TaggedTest {
  /** From the root of the repository. */
  file: string
  /** As it stands in the source, with the placeholders of `test.for`. */
  name: string
  invariants: readonly string[]
}

const literal = /(['"`])((?:\[[A-Z]+\d+\] ?)*\[I\d+\](?:(?!\1).)*)\1/g

/** All tests with an invariant in brackets in their name, for example `[I7]`. */
export function taggedTests(): TaggedTest[] {
  return ['apps', 'e2e', 'packages']
    .flatMap((folder) => testFiles(path.join(root, folder)))
    .sort()
    .flatMap((file) => {
      const found = readFileSync(file, 'utf8').matchAll(literal)
      return [...found].map(([, , name = '']) => ({
        file: path.relative(root, file),
        name,
        invariants: [...name.matchAll(/\[(I\d+)\]/g)].map(([, invariant = '']) => invariant),
      }))
    })
}

function testFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(test|contract)\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('node_modules'))
}
