import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const folder = new URL('../../migrations/', import.meta.url)

test('every migration is as it was committed: a new one adds its hash, and none is ever changed', async () => {
  const hashes = JSON.parse(await readFile(new URL('hashes.json', folder), 'utf8')) as Record<string, string>
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  expect(Object.keys(hashes)).toEqual(files)
  for (const name of files) {
    const sql = (await readFile(new URL(name, folder), 'utf8')).replaceAll('\r\n', '\n')
    expect(createHash('sha256').update(sql).digest('hex'), name).toBe(hashes[name])
  }
})
