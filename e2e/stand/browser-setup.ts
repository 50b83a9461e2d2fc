import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import serverless from '@sparticuz/chromium'
import { type BrowserServer, chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { startDemoServer } from './demo-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The one browser and the one server of the run; undefined where there is no browser. */
    stand: { endpoint: string; url: string } | undefined
  }
}

const builder = path.join(import.meta.dirname, '../../apps/host-stand/build.ts')
const installed = [
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/**
 * Builds the app where its sources have changed, and starts one server and one browser for the whole run: each test has a
 * restaurant and windows of its own.
 */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const executablePath = await findBrowser()
  if (!executablePath) {
    process.stderr.write(
      '\n*** NO Chrome or Chromium: the host stand stays UNTESTED (install one, or set CHROMIUM_PATH) ***\n\n',
    )
    project.provide('stand', undefined)
    return undefined
  }
  await buildApp()
  const server = await startDemoServer()
  try {
    await readApp(server.url)
    const browser = await launchBrowser(executablePath)
    project.provide('stand', { endpoint: browser.wsEndpoint(), url: server.url })
    return async () => {
      await browser.close()
      await server.stop()
    }
  } catch (error) {
    await server.stop()
    throw error
  }
}

export async function buildApp(): Promise<void> {
  const child = spawn(process.execPath, [builder, '--if-needed'], { stdio: ['ignore', 'ignore', 'pipe'] })
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
  if (code !== 0) throw new Error(`the host stand could not be built: ${said}`)
}

// From the first answer on the server has the whole app in memory: whoever builds it anew changes nothing under a test.
async function readApp(url: string): Promise<void> {
  const { status } = await fetch(url)
  if (status !== 200) throw new Error(`the host stand was answered ${status}`)
}

/** Chromium without a window; what it would fetch or report by itself is turned off. */
export async function launchBrowser(executablePath: string): Promise<BrowserServer> {
  return chromium.launchServer({
    executablePath,
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

/**
 * The browser to use: the one that `CHROMIUM_PATH` names, on Linux with x64 the one from npm, else an installed Chrome.
 * Undefined where there is none.
 */
export async function findBrowser(): Promise<string | undefined> {
  const named = process.env.CHROMIUM_PATH
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, which is not there`)
    return named
  }
  if (process.platform === 'linux' && process.arch === 'x64') return serverless.executablePath()
  return installed.find((place) => existsSync(place))
}
