import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

const module = JSON.stringify(new URL('./stop-signal.ts', import.meta.url).href)
// Says when it waits, and what ended the waiting. The timer is the server that would go on.
const script = `import(${module}).then(async ({ stopSignal }) => {
  const server = setInterval(() => {}, 60_000)
  const stop = stopSignal()
  console.log('waiting')
  console.log(await stop)
  clearInterval(server)
})`

test.skipIf(process.platform === 'win32')(
  'SIGTERM to npm alone, which ends only the shell, ends the server',
  async () => {
    // A shell that has more to do after a command does not become that command.
    const shell = spawn('/bin/sh', ['-c', '"$0" --eval "$1"; exit 0', process.execPath, script], {
      env: { PATH: process.env.PATH, npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const said = text(shell.stdout)
    await once(shell.stdout, 'data')
    shell.kill('SIGTERM')
    // The pipe closes when the process that the shell started has ended.
    expect(await said).toBe('waiting\nSIGTERM\n')
  },
)
