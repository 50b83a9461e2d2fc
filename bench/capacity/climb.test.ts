import { expect, test } from 'vitest'
import { climb } from './climb.ts'

test('climbs until it is too high, and halves what lies between', async () => {
  const tried: number[] = []
  const holds = async (height: number) => {
    tried.push(height)
    return height <= 250 ? `held ${height}` : undefined
  }
  expect(await climb(100, { holds, halvings: 2 })).toEqual({ height: 225, found: 'held 225' })
  expect(tried).toEqual([100, 150, 225, 338, 282, 254])
})

test('where even the first is too high it goes down', async () => {
  const holds = async (height: number) => (height <= 30 ? height : undefined)
  expect(await climb(100, { holds, halvings: 2 })).toEqual({ height: 25, found: 25 })
  expect(await climb(100, { holds: async () => undefined, halvings: 1 })).toBeUndefined()
})
