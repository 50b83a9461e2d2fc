import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { build } from 'vite'
import { filesBelow } from './built-from.ts'
import type { AppFile } from './src/service-worker/app-file.ts'

const entry = path.join(import.meta.dirname, 'src/service-worker/service-worker.ts')

/** Writes `sw.js` into a finished build: the service worker that keeps the files of this build on the device. */
export async function buildServiceWorker(folder: string, pages: readonly string[]): Promise<void> {
  const files = await appFiles(folder)
  await build({
    configFile: false,
    root: path.dirname(entry),
    publicDir: false,
    define: { __APP_FILES__: JSON.stringify(files), __APP_PAGES__: JSON.stringify(pages) },
    build: {
      target: 'es2023',
      outDir: folder,
      emptyOutDir: false,
      copyPublicDir: false,
      rolldownOptions: { input: entry, output: { format: 'iife', entryFileNames: 'sw.js' } },
    },
  })
}

async function appFiles(folder: string): Promise<AppFile[]> {
  const all = (await filesBelow(folder)).map((file) => `/${path.relative(folder, file).replaceAll(path.sep, '/')}`)
  const kept = all.filter(isKeptOnDevice).sort()
  return Promise.all(
    kept.map(async (name) => {
      if (name.startsWith('/assets/')) return { path: name }
      const content = await readFile(path.join(folder, name))
      return { path: name, revision: createHash('sha256').update(content).digest('hex').slice(0, 16) }
    }),
  )
}

// Fonts of scripts other than Latin are fetched when a name needs them.
function isKeptOnDevice(name: string): boolean {
  if (name.endsWith('.woff2')) return name.startsWith('/assets/inter-latin-wght-normal-')
  return /\.(html|js|json|css|svg|png|webmanifest)$/.test(name)
}
