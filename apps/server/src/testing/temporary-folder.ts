import { chmod, mkdtemp, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

/**
 * A new folder for a cluster, which PostgreSQL's own user can reach where the tests run as root. In memory where there
 * is room: a new database is some 8 MB of files, 15 ms there and up to half a second on a disk that others use too.
 */
export async function temporaryFolder(): Promise<string> {
  const inMemory = '/dev/shm'
  const room = await statfs(inMemory).catch(() => undefined)
  const parent = room && room.bavail * room.bsize > 2 ** 31 ? inMemory : tmpdir()
  const folder = await mkdtemp(path.join(parent, 'qtable-test-'))
  await chmod(folder, 0o711)
  return folder
}
