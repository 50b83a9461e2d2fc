import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import type { Terminal } from './cli-context.ts'

const script = path.join(import.meta.dirname, '../../../host-stand/build.ts')

/** Whether the host stand needs no build: its sources are absent, or unchanged since the last build. */
export async function isStandBuilt(): Promise<boolean> {
  if (!existsSync(script)) return true
  try {
    const { isBuilt } = await import('../../../host-stand/built-from.ts')
    return await isBuilt()
  } catch {
    // The build fails for the same reason, and reports it.
    return false
  }
}

/**
 * Builds the host stand if its sources have changed. Runs in a child process, so that the memory of the build is freed.
 * A failed build is reported and otherwise ignored: the API works without the host stand.
 */
export async function buildStand({ err }: Pick<Terminal, 'err'>): Promise<void> {
  const child = spawn(process.execPath, [script, '--if-needed'], { stdio: ['ignore', 'ignore', 'pipe'] })
  const output = text(child.stderr)
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(1))
    child.once('close', resolve)
  })
  if (code === 0) return
  const lastLine = (await output).trim().split('\n').at(-1) ?? ''
  err(`The host stand could not be built; npm run build says why. ${lastLine}`.trim())
}
