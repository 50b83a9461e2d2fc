import { chmod, mkdtemp, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

/**
 * Creates a folder for a cluster. PostgreSQL's user can reach it when the tests run as root. It is in memory if there is
 * room: a new database has some 8 MB of files, which take 15 ms there and up to half a second on a busy disk.
 */
export async function temporaryFolder(): Promise<string> {
  const inMemory = '/dev/shm'
  const space = await statfs(inMemory).catch(() => undefined)
  const parent = space && space.bavail * space.bsize > 2 ** 31 ? inMemory : tmpdir()
  const folder = await mkdtemp(path.join(parent, 'qtable-test-'))
  await chmod(folder, 0o711)
  return folder
}
