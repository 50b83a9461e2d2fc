import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { expect } from 'vitest'
import { openHardEvening } from './hard-evening.ts'
import { hardScreens } from './hard-screens.ts'
import { faultsOfOverlap } from './overlaps.ts'
import { faultsOfText } from './screen-faults.ts'
import { show } from './screens.ts'
import { desktop, openHostStand, phone, tablet, test, uprightTablet } from './stand.ts'

/** Names of up to this many letters are shown whole. */
const longestName = 24
/** Where pictures of the screens go, for review. */
const pictures = process.env.PICTURES

test.each([tablet, uprightTablet, desktop, phone])(
  'on $width × $height no text of a full evening is cut or covered, whatever the names and in 12-hour time',
  async (device) => {
    const { url, owner } = await openHardEvening()
    const page = await openHostStand(url, { email: owner, device: { ...device, locale: 'en-US' } })
    const found: string[] = []
    for (const screen of hardScreens) {
      try {
        await show(page, screen)
      } catch (error) {
        found.push(`${screen.name}: ${String(error).slice(0, 200)}`)
      }
      const faults = [...(await page.evaluate(faultsOfText, longestName)), ...(await page.evaluate(faultsOfOverlap))]
      found.push(...faults.map((fault) => `${screen.name}: ${fault}`))
      if (pictures) {
        await mkdir(pictures, { recursive: true })
        await page.screenshot({ path: path.join(pictures, `${screen.name.replaceAll(' ', '-')}-${device.width}.png`) })
      }
    }
    expect(found).toEqual([])
  },
  400_000,
)
