import { expect, test } from 'vitest'
import { findHighest } from './find-highest.ts'

test('goes up until a value fails, then bisects', async () => {
  const tried: number[] = []
  const holds = async (value: number) => {
    tried.push(value)
    return value <= 250 ? `held ${value}` : undefined
  }
  expect(await findHighest(100, { holds, halvings: 2 })).toEqual({ value: 225, result: 'held 225' })
  expect(tried).toEqual([100, 150, 225, 338, 282, 254])
})

test('goes down where the first value fails', async () => {
  const holds = async (value: number) => (value <= 30 ? value : undefined)
  expect(await findHighest(100, { holds, halvings: 2 })).toEqual({ value: 25, result: 25 })
  expect(await findHighest(100, { holds: async () => undefined, halvings: 1 })).toBeUndefined()
})
