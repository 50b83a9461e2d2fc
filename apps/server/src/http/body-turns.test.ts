import { expect, test } from 'vitest'
import { openBodyTurns } from './body-turns.ts'

test('[I29] large bodies take turns by owner, one in each turn of the event loop', async () => {
  const turns = openBodyTurns()
  const order: string[] = []
  const read = async (owner: string) => {
    await turns.next(owner)
    order.push(owner)
  }
  await Promise.all(['hostile', 'hostile', 'hostile', 'hostile', 'quiet'].map(read))
  expect(order).toEqual(['hostile', 'quiet', 'hostile', 'hostile', 'hostile'])
})
