import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isLiveGuest } from './guests/guest.ts'
import { Problem } from './problems.ts'
import type { Operation } from './testing/open-floor.ts'
import { play, resultOf } from './testing/service.ts'

const numRuns = process.env.CI ? 10_000 : 1_000
const timeout = 180_000
const service = fc.record({
  tables: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 4 }),
  steps: fc.array(fc.array(fc.nat(239), { minLength: 3, maxLength: 24, size: 'max' }), { maxLength: 8, size: 'max' }),
})

test('[I12] of several parties seated at one free table on one floor, exactly one gets it', { timeout }, () => {
  fc.assert(
    fc.property(service, fc.nat(20), fc.nat(20), (dice, which, order) => {
      const played = play(dice, () => {})
      for (let i = 0; i < 3; i++) {
        const coming = played.decideOn(played.state.floor, played.unitOf([['guest.create', { partySize: 2 + i }]]))
        if (coming) played.accept(coming)
      }
      const floor = played.state.floor
      const free = [...floor.tables.values()].filter(({ status }) => status !== 'occupied' && status !== 'blocked')
      const table = free[which % Math.max(1, free.length)]
      if (!table) return
      const parties = [...floor.guests.values()].filter(isLiveGuest)
      const turned = parties.map((_, i) => parties[(i + order) % parties.length]?.id ?? '')
      const seats = turned.map((guestId): Operation => ['guest.seat', { guestId, tableIds: [table.id], force: true }])
      for (const seat of seats) expect(played.decideOn(floor, played.unitOf([seat]))).toBeDefined()

      const results = seats.map((seat) => {
        const result = resultOf(() => played.decideOn(played.state.floor, played.unitOf([seat])))
        if (result && !(result instanceof Problem)) played.accept(result)
        return result
      })
      const refusals = results.filter((result) => result instanceof Problem)
      expect(results.length - refusals.length).toBe(1)
      expect(results[0]).not.toBeInstanceOf(Problem)
      for (const { code, current } of refusals) {
        expect({ code, current }).toMatchObject({ code: 'table_occupied', current: { guestId: turned[0] } })
      }
    }),
    { numRuns },
  )
})

test('[I9] a batch with one failing operation does nothing and names it, wherever it stands', { timeout }, () => {
  fc.assert(
    fc.property(service, fc.nat(10), (dice, place) => {
      const good: Operation[] = []
      const played = play(dice, ({ operations, result }) => {
        if (result && !(result instanceof Problem)) good.push(...operations)
      })
      const floor = played.state.floor
      const start = played.unitOf(good.slice(-4), 'batch')
      if (resultOf(() => played.decideOn(floor, start)) instanceof Problem) return
      const bad = played.unitOf([['guest.delete', { guestId: '00000000-0000-7000-8000-fffffffffff0' }]])
      const index = place % (start.commands.length + 1)
      const commands = [...start.commands.slice(0, index), ...bad.commands, ...start.commands.slice(index)]
      const result = resultOf(() => played.decideOn(floor, { ...start, commands }))
      expect(result).toBeInstanceOf(Problem)
      expect(result).toMatchObject({ code: 'not_found', operations: [{ index, code: 'not_found' }] })
      expect(played.state.floor).toBe(floor)
    }),
    { numRuns },
  )
})
