import { firstScripts, laterScripts, type Sizes, sizesOf } from './first-load.ts'

// npm run sizes: the size of the built app, in bytes of script.

const columns = ['raw', 'gzip', 'brotli'] as const

function line(name: string, sizes: Sizes): string {
  return `${columns.map((column) => String(sizes[column]).padStart(8)).join(' ')}  ${name}`
}

async function linesOf(scripts: readonly string[]): Promise<string[]> {
  const all = await Promise.all(scripts.map(async (name) => ({ name, sizes: await sizesOf([name]) })))
  return all.sort((a, b) => b.sizes.gzip - a.sizes.gzip).map(({ name, sizes }) => line(`  ${name}`, sizes))
}

const [first, later] = [await firstScripts(), await laterScripts()]
const text = [
  columns.map((column) => column.padStart(8)).join(' '),
  line('first load', await sizesOf(first)),
  ...(await linesOf(first)),
  line('later, by page and when asked for', await sizesOf(later)),
  ...(await linesOf(later)),
]
process.stdout.write(`${text.join('\n')}\n`)
