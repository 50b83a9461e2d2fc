import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { dist } from './built-from.ts'

/** Bytes of one or more files: as they are, and as they go over the wire. */
export interface Sizes {
  raw: number
  gzip: number
  brotli: number
}

/**
 * The scripts that a browser loads before it shows the floor for the first time, by their paths on the server: what
 * `index.html` names, which is everything that its script imports. What is loaded later, for another page or when a menu
 * opens, and what the service worker fetches for later, are not among them.
 */
export async function firstScripts(): Promise<string[]> {
  const html = await readFile(path.join(dist, 'index.html'), 'utf8')
  const named = html.matchAll(/<(?:script[^>]* src|link rel="modulepreload"[^>]* href)="\/([^"]+\.js)"/g)
  return [...named].map(([, script = '']) => script)
}

/** All other scripts of the app. */
export async function laterScripts(): Promise<string[]> {
  const first = new Set(await firstScripts())
  const all = (await readdir(path.join(dist, 'assets'))).map((name) => `assets/${name}`)
  return all.filter((name) => name.endsWith('.js') && !first.has(name))
}

/** What files of the build weigh together. A browser without https is sent gzip, any other brotli. */
export async function sizesOf(scripts: readonly string[]): Promise<Sizes> {
  const sizes: Sizes = { raw: 0, gzip: 0, brotli: 0 }
  for (const script of scripts) {
    const raw = await bytesOf(script)
    sizes.raw += raw
    sizes.gzip += await bytesOf(`${script}.gz`, raw)
    sizes.brotli += await bytesOf(`${script}.br`, raw)
  }
  return sizes
}

// What gets no smaller is sent as it is.
async function bytesOf(name: string, otherwise = 0): Promise<number> {
  const found = await stat(path.join(dist, name)).catch(() => undefined)
  return found?.size ?? otherwise
}
