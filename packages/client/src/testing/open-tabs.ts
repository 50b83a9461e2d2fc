import { memoryStorage } from '../storage/memory.ts'
import type { ClientStorage } from '../storage/storage.ts'
import type { TabsOptions } from '../tabs/browser-tabs.ts'
import { finished, live, openDevices, type TestDevice } from './devices.ts'
import { type FakeTab, openFakeTabs } from './fake-tabs.ts'

export interface TestTab extends TestDevice, Pick<FakeTab, 'deafen'> {
  /** Ends the tab, as a crash does. */
  crash(): void
}

/** Tabs of one browser, the first of which signs in. `means` says what the browser has to coordinate them. */
export async function openTabs(count: number, means: 'locks' | 'channels' | 'none' = 'locks') {
  const { server, open } = openDevices({ accessSeconds: 120 })
  const mina = server.hire('Mina')
  const storage: ClientStorage = { ...memoryStorage(), kind: 'indexed-db' }
  const browser = openFakeTabs()
  const none: TabsOptions = { locks: undefined, openChannel: undefined }
  const tabs: TestTab[] = []
  for (let i = 0; i < count; i++) {
    const own = browser.open()
    const device = await open({ storage, tabs: { locks: own, channels: { ...own, locks: undefined }, none }[means] })
    const crash = () => {
      device.kill()
      own.kill()
    }
    tabs.push({ ...device, crash, deafen: own.deafen })
    if (i === 0) await finished(server, device.client.signIn(mina))
    await live(server, device)
  }
  const leaders = () => tabs.filter(({ client }) => client.status.isLeader)
  function tab(index: number): TestTab {
    const found = tabs[index]
    if (!found) throw new Error(`There is no tab ${index}`)
    return found
  }
  return { server, open, tabs, tab, leaders, storage, browser }
}
