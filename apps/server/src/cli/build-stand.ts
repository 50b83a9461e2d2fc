import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import type { Terminal } from './cli.ts'

const script = path.join(import.meta.dirname, '../../../host-stand/build.ts')

/** Whether there is nothing to build: no sources, or a build of them as they are now. */
export async function isStandBuilt(): Promise<boolean> {
  if (!existsSync(script)) return true
  try {
    const { isBuilt } = await import('../../../host-stand/built-from.ts')
    return await isBuilt()
  } catch {
    // The build fails for the same reason, and says it.
    return false
  }
}

/**
 * Builds the host stand where its sources have changed since it was built, in a process of its own: what a build holds
 * in memory is gone when it is done. Without it the server serves all the same, so a build that fails is told and no more.
 */
export async function buildStand({ err }: Pick<Terminal, 'err'>): Promise<void> {
  const child = spawn(process.execPath, [script, '--if-needed'], { stdio: ['ignore', 'ignore', 'pipe'] })
  const said = text(child.stderr)
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(1))
    child.once('close', resolve)
  })
  if (code === 0) return
  err(
    `The host stand could not be built; npm run build says why. ${(await said).trim().split('\n').at(-1) ?? ''}`.trim(),
  )
}
