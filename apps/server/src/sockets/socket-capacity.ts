import { readFileSync } from 'node:fs'

/** How many sockets this process may have open. */
export interface SocketCapacity {
  sockets: number
  /** Open files that are left for HTTP, the database and the log. */
  reserve: number
  /** The limit of the operating system (`ulimit -n`); undefined where it is not known. */
  openFiles: number | undefined
}

// More sockets than this need more than one core.
const mostSockets = 20_000
const mostReserve = 1024

/** The capacity under a limit of open files: a quarter of them, and no more than 1,024, is kept in reserve. */
export function socketCapacity(openFiles: number | undefined = openFileLimit()): SocketCapacity {
  const reserve = Math.min(mostReserve, Math.ceil((openFiles ?? Number.POSITIVE_INFINITY) / 4))
  const sockets = Math.min(mostSockets, (openFiles ?? Number.POSITIVE_INFINITY) - reserve)
  return { sockets, reserve, openFiles }
}

/** The soft limit of open files. Undefined where the system does not tell, or sets none. */
function openFileLimit(): number | undefined {
  try {
    const [, soft] = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return soft === undefined ? undefined : Number(soft)
  } catch {
    // Only Linux has this file.
    return undefined
  }
}
