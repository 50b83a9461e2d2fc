import { expect, test } from 'vitest'
import { inTurns, medians } from './rounds.ts'

test('figure and limit are measured in turns that change, after half as many that do not count', async () => {
  const order: string[] = []
  const once = (name: string) => async () => ({ value: order.push(name) })
  const { figure, limit } = await inTurns({ rounds: 2, of: { figure: once('figure'), limit: once('limit') } })
  expect(order).toEqual(['limit', 'figure', 'figure', 'limit', 'limit', 'figure'])
  expect(figure).toEqual([{ value: 3 }, { value: 6 }])
  expect(limit).toEqual([{ value: 4 }, { value: 5 }])
})

test('without anything to warm up every round counts', async () => {
  const order: string[] = []
  const once = (name: string) => async () => ({ value: order.push(name) })
  await inTurns({ rounds: 2, of: { figure: once('figure'), limit: once('limit') }, isCold: true })
  expect(order).toEqual(['figure', 'limit', 'limit', 'figure'])
})

test('a round that fails fails the whole', async () => {
  const figure = () => Promise.reject(new Error('the answers were wrong'))
  await expect(inTurns({ rounds: 1, of: { figure, limit: async () => ({ value: 1 }) } })).rejects.toThrow('wrong')
})

test('each number has a median of its own', () => {
  const rounds = [
    { perSecond: 10, p99: 3 },
    { perSecond: 30, p99: 1 },
    { perSecond: 20, p99: 2 },
  ]
  expect(medians(rounds)).toEqual({ perSecond: 20, p99: 2 })
  expect(() => medians([])).toThrow('no round')
})
