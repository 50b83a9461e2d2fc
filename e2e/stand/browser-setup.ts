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
    /** The browser and the server of the run; undefined without a browser. */
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
 * Builds the app if its sources have changed, and starts one server and one browser for the whole run. Each test has
 * its own restaurant and windows.
 */
export default async function startBrowser(project: TestProject): Promise<(() => Promise<void>) | undefined> {
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

// After the first answer the server has the whole app in memory: another build does not affect the tests.
async function readApp(url: string): Promise<void> {
  const { status } = await fetch(url)
  if (status !== 200) throw new Error(`the host stand was answered ${status}`)
}

/** Headless Chromium without its own background requests. */
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
 * The browser to use: `CHROMIUM_PATH`, the npm package on Linux x64, otherwise an installed Chrome. Undefined if there
 * is none.
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
