import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Bus, BusMessage, EndingMessage } from './bus.ts'
import { exampleTransaction, hintMessage, recordMessages } from './testing/bus-messages.ts'

/** The contract of every bus. `open` returns the buses of that many nodes of one installation, all of them up. */
export function busContract(open: (nodes: number) => Promise<Bus[]>): void {
  test('[SY90] every other node receives a message once, and its sender does not', async () => {
    const buses = await open(3)
    const received = buses.map(recordMessages)
    const messages = [hintMessage({ version: 1 }), endingMessage(), hintMessage({ version: 2 })]
    for (const message of messages) buses[0]?.publish(message)
    await expect.poll(() => [received[1], received[2]]).toEqual([messages, messages])
    const answer = hintMessage({ version: 3 })
    buses[1]?.publish(answer)
    await expect.poll(() => received[0]).toEqual([answer])
    expect(received[1]).toEqual(messages)
  })

  test('[SY91] a hint carries its transactions unchanged', async () => {
    const [one, other] = await open(2)
    const received = recordMessages(other)
    const transactions = [exampleTransaction(4), exampleTransaction(5)]
    const message = hintMessage({ version: 5, transactions, previous: randomUUID() })
    one?.publish(message)
    await expect.poll(() => received).toEqual([message])
  })

  test('a listener that has unsubscribed receives nothing more, and others still do', async () => {
    const [one, other] = await open(2)
    const first: BusMessage[] = []
    const unsubscribe = other?.subscribe((message) => first.push(message))
    const second = recordMessages(other)
    unsubscribe?.()
    one?.publish(hintMessage({ version: 1 }))
    await expect.poll(() => second.length).toBe(1)
    expect(first).toEqual([])
  })

  test('[I29] a listener that fails keeps no message from the others, and the next reaches it', async () => {
    const [one, other] = await open(2)
    let calls = 0
    other?.subscribe(() => {
      calls += 1
      throw new Error('a bug')
    })
    const received = recordMessages(other)
    const messages = [hintMessage({ version: 1 }), hintMessage({ version: 2 })]
    for (const message of messages) one?.publish(message)
    await expect.poll(() => received).toEqual(messages)
    expect(calls).toBe(2)
  })

  test('a closed bus is down, and publishing on it does no harm', async () => {
    const [one, other] = await open(2)
    expect(one?.isUp).toBe(true)
    await one?.close()
    expect(one?.isUp).toBe(false)
    one?.publish(hintMessage({ version: 1 }))
    other?.publish(hintMessage({ version: 2 }))
    await one?.close()
  })
}

function endingMessage(): EndingMessage {
  return { kind: 'ended', ended: { userId: randomUUID(), restaurantId: 7, sessionId: randomUUID() } }
}
