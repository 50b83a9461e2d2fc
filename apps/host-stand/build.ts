import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { appRoutes } from './src/routes.ts'

// Builds the app into `dist` as the server serves it. With `--if-needed`, only where its sources have changed since.

const here = import.meta.dirname
const root = path.join(here, '../..')
const dist = path.join(here, 'dist')
const stamp = path.join(dist, '.built-from')
const sources = [
  'apps/host-stand/src',
  'apps/host-stand/public',
  'apps/host-stand/index.html',
  'apps/host-stand/vite.config.ts',
  'apps/host-stand/build.ts',
  'packages/client/src',
  'packages/domain/src',
  'packages/protocol/src',
  'package-lock.json',
]

async function filesBelow(place: string): Promise<string[]> {
  const found = await stat(place).catch(() => undefined)
  if (!found?.isDirectory()) return found ? [place] : []
  const entries = await readdir(place, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
}

/** What the app would be built from now: one hash over all its sources. */
async function hashOfSources(): Promise<string> {
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

/** Writes down what the first screen does not need, for browsers in which no service worker can keep it. */
async function listParts(folder: string): Promise<void> {
  const first = await readFile(path.join(folder, 'index.html'), 'utf8')
  const all = (await readdir(path.join(folder, 'assets'))).map((name) => `/assets/${name}`)
  const parts = all.filter((name) => /\.(js|css)$/.test(name) && !first.includes(name))
  await writeFile(path.join(folder, 'parts.json'), JSON.stringify(parts))
}

/** Puts a `.br` and a `.gz` beside each file that gets smaller by it. */
async function compressAll(folder: string): Promise<void> {
  const files = (await filesBelow(folder)).filter((file) => /\.(html|js|css|svg|json|webmanifest|txt)$/.test(file))
  await Promise.all(
    files.map(async (file) => {
      const content = await readFile(file)
      const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length }
      const [br, gz] = await Promise.all([
        promisify(brotliCompress)(content, { params }),
        promisify(gzip)(content, { level: 9 }),
      ])
      if (br.length < content.length) await writeFile(`${file}.br`, br)
      if (gz.length < content.length) await writeFile(`${file}.gz`, gz)
    }),
  )
}

/** Makes a finished build the one that is served. Whoever builds at the same time may have got there first. */
async function putInPlace(fresh: string): Promise<void> {
  for (;;) {
    // Moved away rather than emptied in its place: a server that reads it now has the whole of it.
    await rename(dist, `${fresh}.old`).catch(passOver('ENOENT'))
    await rename(fresh, dist).catch(passOver('ENOTEMPTY'))
    if (!existsSync(fresh)) return
    await rm(`${fresh}.old`, { recursive: true, force: true })
  }
}

function passOver(expected: string): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    if (error.code !== expected) throw error
  }
}

const wanted = await hashOfSources()
const isBuilt = (await readFile(stamp, 'utf8').catch(() => '')) === wanted
if (!isBuilt || !process.argv.includes('--if-needed')) {
  // Also where a test starts it: React would be a slower and larger one.
  process.env.NODE_ENV = 'production'
  const { build } = await import('vite')
  // In a place of its own: several servers may start at once, and none may serve half of a build.
  const fresh = path.join(here, `dist.${process.pid}`)
  try {
    await build({ configFile: path.join(here, 'vite.config.ts'), root: here, build: { outDir: fresh } })
    await listParts(fresh)
    await compressAll(fresh)
    await writeFile(path.join(fresh, '.pages.json'), JSON.stringify(appRoutes))
    await writeFile(path.join(fresh, '.built-from'), wanted)
    await putInPlace(fresh)
  } finally {
    for (const left of [fresh, `${fresh}.old`]) await rm(left, { recursive: true, force: true })
  }
}
