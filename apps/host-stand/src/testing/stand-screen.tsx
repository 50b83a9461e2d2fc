import type { Client } from '@qtable/client'
import { QTableProvider } from '@qtable/client/react'
import { finished, level, openDevices, type TestDevice } from '@qtable/client/testing'
import type { CommandType, PayloadOf } from '@qtable/domain'
import { act, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { pagePaths } from '../pages.ts'
import { PagePaths } from '../shell/page.ts'

let width = 1180
const asked = new Set<ScreenQuery>()

class ScreenQuery extends EventTarget implements MediaQueryList {
  readonly media: string
  readonly onchange = null

  constructor(media: string) {
    super()
    this.media = media
    asked.add(this)
  }

  get matches(): boolean {
    const most = /^\(max-width: (\d+)px\)$/.exec(this.media)?.[1]
    return most !== undefined && width <= Number(most)
  }

  addListener(): void {}
  removeListener(): void {}
}

// jsdom has no layout and no screen: media queries get this width, and nothing is ever resized.
globalThis.matchMedia = (media) => new ScreenQuery(media)
globalThis.ResizeObserver = class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

/** Sets the width of the screen for media queries. */
export function setScreen(wanted: { width: number }): void {
  width = wanted.width
  for (const query of asked) query.dispatchEvent(new Event('change'))
}

/** A host's device in a restaurant with these tables on a fake server; `show` renders an element on its screen. */
export async function openStandScreen({
  tables = [],
  role = 'manager',
}: {
  tables?: number[]
  role?: 'manager' | 'viewer'
}) {
  const { server, signedIn } = openDevices()
  const boss = await signedIn()
  const device: TestDevice = role === 'manager' ? boss : await signedIn({ role })
  const client: Client = device.client
  const made = (transaction: { changes: readonly { entity_id: string; action: string }[] }) =>
    transaction.changes.find(({ action }) => action === 'create')?.entity_id ?? ''
  const run = async <T extends CommandType>(type: T, payload: PayloadOf<T>) => {
    const transaction = await act(() => finished(server, boss.client.run(type, payload)))
    await act(() => level(server, boss, device))
    return made(transaction)
  }
  const tableIds: string[] = []
  for (const [i, capacity] of tables.entries()) {
    const position = { x: i * 150, y: 0 }
    tableIds.push(await run('table.create', { tableNumber: String(i + 1), capacity, position }))
  }
  return {
    server,
    client,
    tableIds,
    /** Runs a command as another person and waits until it arrives here; returns the id of the new entity. */
    run,
    guest: (id: string) => client.view?.guests.get(id),
    show: (children: ReactNode) =>
      render(
        <QTableProvider client={client}>
          <PagePaths value={pagePaths}>{children}</PagePaths>
        </QTableProvider>,
      ),
    later: (minutes: number) => act(() => server.clock.advance(minutes * 60_000)),
  }
}
