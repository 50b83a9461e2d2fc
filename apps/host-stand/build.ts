import { existsSync } from 'node:fs'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { dist, filesBelow, hashOfSources, isBuilt, stampName } from './built-from.ts'
import { appRoutes } from './src/routes.ts'

// Builds the app into `dist` as the server serves it. With `--if-needed`, only where its sources have changed since.

const here = import.meta.dirname

/** Writes down what the first screen does not need, for browsers in which no service worker can keep it. */
async function listParts(folder: string): Promise<void> {
  const first = await readFile(path.join(folder, 'index.html'), 'utf8')
  const all = (await readdir(path.join(folder, 'assets'))).map((name) => `/assets/${name}`)
  const parts = all.filter((name) => /\.(js|json|css)$/.test(name) && !first.includes(name))
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

/** Replaces the served build by a finished one. A concurrent build may have replaced it first. */
async function replaceBuild(fresh: string): Promise<void> {
  for (;;) {
    // Moved away, not emptied: a server that reads it now still finds every file.
    await rename(dist, `${fresh}.old`).catch(ignoring('ENOENT'))
    await rename(fresh, dist).catch(ignoring('ENOTEMPTY'))
    if (!existsSync(fresh)) return
    await rm(`${fresh}.old`, { recursive: true, force: true })
  }
}

function ignoring(expected: string): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    if (error.code !== expected) throw error
  }
}

if (!process.argv.includes('--if-needed') || !(await isBuilt())) {
  // Before the build: a source that is changed while it runs is built again.
  const wanted = await hashOfSources()
  // Also where a test starts the build: otherwise it would hold React's development version.
  process.env.NODE_ENV = 'production'
  const [{ build }, { buildServiceWorker }] = [await import('vite'), await import('./build-service-worker.ts')]
  // In a new folder: several servers may start at once, and none may serve half of a build.
  const fresh = path.join(here, `dist.${process.pid}`)
  try {
    await build({ configFile: path.join(here, 'vite.config.ts'), root: here, build: { outDir: fresh } })
    await buildServiceWorker(fresh, appRoutes)
    await listParts(fresh)
    await compressAll(fresh)
    await writeFile(path.join(fresh, '.pages.json'), JSON.stringify(appRoutes))
    await writeFile(path.join(fresh, stampName), wanted)
    await replaceBuild(fresh)
  } finally {
    for (const left of [fresh, `${fresh}.old`]) await rm(left, { recursive: true, force: true })
  }
}
