import { once } from 'node:events'
import { readFile } from 'node:fs/promises'

/** The memory of a process that is really there (resident set), in bytes. */
export async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  if (kilobytes === undefined) throw new Error(`there is no process ${pid}`)
  return Number(kilobytes) * 1024
}

/** The options for Node that let `collectGarbage` in. */
export function inspectable(inspectPort: number): string[] {
  return [`--inspect=127.0.0.1:${inspectPort}`]
}

/** Collects the garbage of a process of ours that was started `inspectable`: what is left afterwards is held. */
export async function collectGarbage(inspectPort: number): Promise<void> {
  const targets = (await (await fetch(`http://127.0.0.1:${inspectPort}/json`)).json()) as {
    webSocketDebuggerUrl: string
  }[]
  const socket = new WebSocket(targets[0]?.webSocketDebuggerUrl ?? '')
  await once(socket, 'open')
  // The second time for what was only let go of while the first one ran.
  for (const id of [1, 2]) {
    socket.send(JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' }))
    await once(socket, 'message')
  }
  socket.close()
}
