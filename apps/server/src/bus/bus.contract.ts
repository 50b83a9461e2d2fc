import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Bus, Hint, Message } from './bus.ts'

/** What every bus promises. `open` gives the ends of so many nodes of one installation, all of them up. */
export function busContract(open: (nodes: number) => Promise<Bus[]>): void {
  test('[SY90] what one node tells, every other hears once, and it does not hear itself', async () => {
    const buses = await open(3)
    const heard = buses.map(listening)
    const messages = [hint({ version: 1 }), ended(), hint({ version: 2 })]
    for (const message of messages) buses[0]?.publish(message)
    await expect.poll(() => [heard[1], heard[2]]).toEqual([messages, messages])
    const answer = hint({ version: 3 })
    buses[1]?.publish(answer)
    await expect.poll(() => heard[0]).toEqual([answer])
    expect(heard[1]).toEqual(messages)
  })

  test('[SY91] a hint carries its transactions as they were', async () => {
    const [one, other] = await open(2)
    const heard = listening(other)
    const message = hint({ version: 5, transactions: [logged(4), logged(5)], previous: randomUUID() })
    one?.publish(message)
    await expect.poll(() => heard).toEqual([message])
  })

  test('who stops listening hears nothing more, and others still do', async () => {
    const [one, other] = await open(2)
    const first: Message[] = []
    const stop = other?.subscribe((message) => first.push(message))
    const second = listening(other)
    stop?.()
    one?.publish(hint({ version: 1 }))
    await expect.poll(() => second.length).toBe(1)
    expect(first).toEqual([])
  })

  test('a closed bus is down, and telling it something does no harm', async () => {
    const [one, other] = await open(2)
    expect(one?.isUp).toBe(true)
    await one?.close()
    expect(one?.isUp).toBe(false)
    one?.publish(hint({ version: 1 }))
    other?.publish(hint({ version: 2 }))
    await one?.close()
  })
}

/** What a bus hears from now on. */
export function listening(bus: Bus | undefined): Message[] {
  const heard: Message[] = []
  bus?.subscribe((message) => heard.push(message))
  return heard
}

export function hint(given: Partial<Hint>): Hint {
  return { kind: 'hint', restaurantId: 1, epoch: '0197f6a0-0000-7000-8000-000000000001', version: 1, ...given }
}

function ended(): Message {
  return { kind: 'ended', ended: { userId: randomUUID(), restaurantId: 7, sessionId: randomUUID() } }
}

/** A transaction that changes one section. `name` makes it as long as wanted. */
export function logged(version: number, name = 'Terrace') {
  const id = randomUUID()
  const data = { id: randomUUID(), name, color: '#aabbcc', serverName: null, createdAt: at, updatedAt: at, version }
  const change = { entity_type: 'section' as const, entity_id: data.id, action: 'create' as const, data }
  const actor = { id: randomUUID(), name: 'Ada' }
  const role = 'manager' as const
  const flags = { atomic: false, forced: false }
  const rest = { command: 'section.create', commandIds: [id], fingerprint: 'a fingerprint', changes: [change] }
  return { id, version, at, actor, role, ...flags, ...rest }
}

const at = '2026-05-01T18:00:00.000Z'
