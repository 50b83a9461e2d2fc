import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** The client in Python of the examples. */
export const pythonProgram = fileURLToPath(new URL('../examples/python/client.py', import.meta.url))

/** A Python that can run it; undefined where there is none. */
export const python = ['/usr/bin/python3', 'python3'].find(
  (command) => spawnSync(command, ['-c', 'import websockets']).status === 0,
)
if (!python) {
  process.stderr.write(
    '\n*** NO Python with websockets: the client in Python stays UNTESTED (apt-get install python3-websockets) ***\n\n',
  )
}

/** Starts the client in Python, which prints its floor on a signal; stops it when the test ends. */
export function startPython(url: string, { email, password }: { email: string; password: string }) {
  const child = spawn(python ?? '', [pythonProgram, url, email, password], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill('SIGTERM')
    await exit
  })
  const lines = createInterface({ input: child.stdout })
  const output: string[] = []
  child.stderr.on('data', (text) => output.push(String(text)))
  const failed = once(child, 'exit').then(() => Promise.reject(new Error(output.join(''))))
  failed.catch(() => {})
  async function lineAfter(signal: NodeJS.Signals): Promise<string> {
    const printed = once(lines, 'line').then(([line]) => String(line))
    child.kill(signal)
    return Promise.race([printed, failed])
  }
  return {
    isConnected: () => output.join('').includes('connected'),
    floor: () => lineAfter('SIGUSR1'),
    /** Ends the client too. */
    lastFloor: () => lineAfter('SIGTERM'),
  }
}
