import { expect, test } from 'vitest'
import { interleave, medians } from './rounds.ts'

test('reverses the order with every round, after half as many warm-up rounds', async () => {
  const order: string[] = []
  const once = (name: string) => async () => ({ value: order.push(name) })
  const { figure, baseline } = await interleave({
    rounds: 2,
    of: { figure: once('figure'), baseline: once('baseline') },
  })
  expect(order).toEqual(['baseline', 'figure', 'figure', 'baseline', 'baseline', 'figure'])
  expect(figure).toEqual([{ value: 3 }, { value: 6 }])
  expect(baseline).toEqual([{ value: 4 }, { value: 5 }])
})

test('has no warm-up rounds when cold', async () => {
  const order: string[] = []
  const once = (name: string) => async () => ({ value: order.push(name) })
  await interleave({ rounds: 2, of: { figure: once('figure'), baseline: once('baseline') }, isCold: true })
  expect(order).toEqual(['figure', 'baseline', 'baseline', 'figure'])
})

test('rejects where a round rejects', async () => {
  const figure = () => Promise.reject(new Error('the answers were wrong'))
  await expect(interleave({ rounds: 1, of: { figure, baseline: async () => ({ value: 1 }) } })).rejects.toThrow('wrong')
})

test('takes the median of each number', () => {
  const rounds = [
    { perSecond: 10, p99: 3 },
    { perSecond: 30, p99: 1 },
    { perSecond: 20, p99: 2 },
  ]
  expect(medians(rounds)).toEqual({ perSecond: 20, p99: 2 })
  expect(() => medians([])).toThrow('no round')
})
