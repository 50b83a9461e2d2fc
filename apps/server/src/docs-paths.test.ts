import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))

// Written by builds, benches and installs, and not part of the repository.
const skipped = new Set(['node_modules', '.git', 'dist', 'data'])
const written = new Set(['bench/last.json', 'node_modules/.cache/qtable'])
// CONTRIBUTING.md says that there is no such file.
const absent = new Set(['types.ts'])

/** Every file and folder of the repository, from its root. */
function pathsBelow(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name)) return []
    const found = path.posix.join(folder, entry.name)
    return entry.isDirectory() ? [found, ...pathsBelow(found)] : [found]
  })
}

const paths = pathsBelow('')
const folders = paths.filter((found) => !found.includes('/'))
const documents = paths.filter((found) => found.endsWith('.md'))

/** The paths in backticks: those from the root, and files that are named by the end of their path. */
function pathsIn(text: string): string[] {
  const prose = text.replaceAll(/^```.*?^```/gms, '')
  const spans = [...prose.matchAll(/`([\w@.*/-]+)`/g)].map(([, span = '']) => span.replace(/\/$/, ''))
  const isFromRoot = (span: string) => span.includes('/') && folders.includes(span.split('/')[0] ?? '')
  return spans.filter(
    (span) => !written.has(span) && !absent.has(span) && (isFromRoot(span) || /^[^.].*\.(tsx?|sql|py)$/.test(span)),
  )
}

function exists(named: string): boolean {
  const pattern = named.replaceAll('.', '\\.').replaceAll('*', '[^/]*')
  const isNamed = new RegExp(`(^|/)${pattern}$`)
  return paths.some((found) => isNamed.test(found))
}

describe('every path in backticks exists', () => {
  test.for(documents)('%s', (document) => {
    const named = pathsIn(readFileSync(path.join(root, document), 'utf8'))
    expect(named.filter((one) => !exists(one))).toEqual([])
  })
})
