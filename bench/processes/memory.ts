import { once } from 'node:events'
import { readFile } from 'node:fs/promises'

/** The resident set of a process in bytes. */
export async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  if (kilobytes === undefined) throw new Error(`there is no process ${pid}`)
  return Number(kilobytes) * 1024
}

/** Node options that `collectGarbage` needs. */
export function inspectable(inspectPort: number): string[] {
  return [`--inspect=127.0.0.1:${inspectPort}`]
}

/** Runs the garbage collector of a process that was started with `inspectable`. */
export async function collectGarbage(inspectPort: number): Promise<void> {
  const targets = (await (await fetch(`http://127.0.0.1:${inspectPort}/json`)).json()) as {
    webSocketDebuggerUrl: string
  }[]
  const socket = new WebSocket(targets[0]?.webSocketDebuggerUrl ?? '')
  await once(socket, 'open')
  // Finalizers of the first run release more for the second.
  for (const id of [1, 2]) {
    socket.send(JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' }))
    await once(socket, 'message')
  }
  socket.close()
}
