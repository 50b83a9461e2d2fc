import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'

const here = import.meta.dirname
const root = path.join(here, '../..')
const sources = [
  'apps/host-stand/src',
  'apps/host-stand/public',
  'apps/host-stand/index.html',
  'apps/host-stand/vite.config.ts',
  'apps/host-stand/build.ts',
  'apps/host-stand/compile-words.ts',
  'apps/host-stand/build-service-worker.ts',
  'apps/host-stand/built-from.ts',
  'packages/client/src',
  'packages/domain/src',
  'packages/protocol/src',
  'package-lock.json',
]

/** Where the app is built to. */
export const dist = path.join(here, 'dist')

/** The file of a build that says what it was built from. */
export const stampName = '.built-from'

/** Every file in a folder and below; a file itself; nothing where nothing is. */
export async function filesBelow(place: string): Promise<string[]> {
  const found = await stat(place).catch(() => undefined)
  if (!found?.isDirectory()) return found ? [place] : []
  const entries = await readdir(place, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
}

/** What the app would be built from now: one hash over all its sources. */
export async function hashOfSources(): Promise<string> {
  const all = (await Promise.all(sources.map((source) => filesBelow(path.join(root, source))))).flat()
  const counted = all.filter((file) => !/\.test\.tsx?$|[/\\]testing[/\\]/.test(file)).sort()
  const contents = await Promise.all(counted.map((file) => readFile(file)))
  const hash = createHash('sha256')
  for (const [index, file] of counted.entries()) {
    hash.update(`${path.relative(root, file).replaceAll(path.sep, '/')}\0${contents[index]?.length}\0`)
    hash.update(contents[index] ?? '')
  }
  return hash.digest('hex')
}

/** Whether the app is built from its sources as they are now. */
export async function isBuilt(): Promise<boolean> {
  const stamp = await readFile(path.join(dist, stampName), 'utf8').catch(() => undefined)
  return stamp !== undefined && stamp === (await hashOfSources())
}
