import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { chromium } from 'playwright-core'
import { findBrowser, launchBrowser } from './browser-setup.ts'
import { startDemoServer } from './demo-server.ts'
import { enterDemo, type ScreenCase, screens, show } from './screens.ts'

// Takes the pictures of the documentation from the app with the demo restaurant. With a folder as argument it takes
// every screen at every size in both themes instead, for review.

const root = path.join(import.meta.dirname, '../..')
const sizes = { tablet: [1180, 820], upright: [820, 1180], phone: [390, 844], desktop: [1440, 900] } as const
const wanted: readonly { file: string; screen: string; size: keyof typeof sizes; theme?: 'light' }[] = [
  { file: 'floor', screen: 'floor', size: 'tablet' },
  { file: 'add-party', screen: 'add party', size: 'tablet' },
  { file: 'party', screen: 'party', size: 'tablet' },
  { file: 'table', screen: 'table', size: 'tablet' },
  { file: 'next', screen: 'next', size: 'tablet' },
  { file: 'timeline', screen: 'timeline', size: 'tablet' },
  { file: 'reservations', screen: 'reservations', size: 'tablet' },
  { file: 'activity', screen: 'activity', size: 'tablet' },
  { file: 'editor', screen: 'editor', size: 'tablet' },
  { file: 'line-on-a-phone', screen: 'floor', size: 'phone' },
  { file: 'floor-in-light', screen: 'floor', size: 'upright', theme: 'light' },
]

const [folder] = process.argv.slice(2)
const place = folder ? path.resolve(folder) : path.join(root, 'docs/pictures')
await mkdir(place, { recursive: true })
const executablePath = await findBrowser()
if (!executablePath) throw new Error('no Chrome or Chromium was found: set CHROMIUM_PATH to one')
const demo = await startDemoServer()
const running = await launchBrowser(executablePath)
try {
  const browser = await chromium.connect(running.wsEndpoint())
  const both = ['dark', 'light'] as const
  for (const [size, [width, height]] of Object.entries(sizes)) {
    for (const theme of both) {
      const shots = folder
        ? screens.map((screen) => ({ file: `${screen.name.replace(' ', '-')}-${size}-${theme}`, screen }))
        : wanted
            .filter((one) => one.size === size && (one.theme ?? 'dark') === theme)
            .map(({ file, screen }) => ({ file, screen: named(screen) }))
      if (shots.length === 0) continue
      const context = await browser.newContext({
        viewport: { width, height },
        locale: 'en-GB',
        reducedMotion: 'reduce',
      })
      await context.addInitScript((chosen) => localStorage.setItem('qtable.theme', chosen), theme)
      const page = await context.newPage()
      await enterDemo(page, demo.url)
      for (const { file, screen } of shots) {
        try {
          await show(page, screen)
        } catch (error) {
          if (!folder) throw error
          process.stderr.write(`${file}: ${String(error).split('\n')[0]}\n`)
        }
        await page.screenshot({ path: path.join(place, `${file}.png`) })
      }
      await context.close()
    }
  }
  await browser.close()
} finally {
  await running.close()
  await demo.stop()
}

function named(name: string): ScreenCase {
  const found = screens.find((screen) => screen.name === name)
  if (!found) throw new Error(`there is no screen ${name}`)
  return found
}
