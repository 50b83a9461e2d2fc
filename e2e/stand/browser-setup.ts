import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import serverless from '@sparticuz/chromium'
import { type BrowserServer, chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    browser: { endpoint: string }
  }
}

const builder = path.join(import.meta.dirname, '../../apps/host-stand/build.ts')
const installed = [
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Builds the app where its sources have changed, and starts one browser for the whole run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await buildApp()
  const server = await launchBrowser()
  project.provide('browser', { endpoint: server.wsEndpoint() })
  return () => server.close()
}

export async function buildApp(): Promise<void> {
  const child = spawn(process.execPath, [builder, '--if-needed'], { stdio: ['ignore', 'ignore', 'pipe'] })
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
  if (code !== 0) throw new Error(`the host stand could not be built: ${said}`)
}

/** Chromium without a window; what it would fetch or report by itself is turned off. */
export async function launchBrowser(): Promise<BrowserServer> {
  return chromium.launchServer({
    executablePath: await findBrowser(),
    // Chromium refuses to be sandboxed as root.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-domain-reliability',
      '--disable-sync',
      '--no-first-run',
      '--no-pings',
      '--font-render-hinting=none',
    ],
  })
}

// The one from npm is for Linux on x64; `CHROMIUM_PATH` names another.
async function findBrowser(): Promise<string> {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH
  if (process.platform === 'linux' && process.arch === 'x64') return serverless.executablePath()
  const found = installed.find((place) => existsSync(place))
  if (!found) throw new Error('no Chrome or Chromium was found: set CHROMIUM_PATH to one')
  return found
}
