import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { entityTypes } from './entities.ts'
import { applyTransaction, type Change, type Floor, listOf, type Transaction } from './floor.ts'
import { endedGuestStatuses, isLiveGuest } from './guests/guest.ts'
import { Problem } from './problems.ts'
import { endedReservationStatuses, isLiveReservation } from './reservations/reservation.ts'
import { bare, contentOf, type Operation } from './testing/open-floor.ts'
import { play, type Service } from './testing/service.ts'

const numRuns = process.env.CI ? 10_000 : 1_000
const timeout = 180_000
const service = (maxLength: number) =>
  fc.record({
    tables: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 4 }),
    steps: fc.array(fc.array(fc.nat(239), { minLength: 3, maxLength: 24, size: 'max' }), { maxLength, size: 'max' }),
  })

/** Throws where two floors differ in anything but the stamps of what they hold. */
function mustBeAlike(floor: Floor, other: Floor): void {
  // Most entities of the two are the very same: comparing all of them by value would take most of the run.
  const alike = entityTypes.every((type) => {
    if (type === 'restaurant') return isDeepStrictEqual(bare(floor.restaurant), bare(other.restaurant))
    const [these, those] = [listOf(floor, type), listOf(other, type)]
    if (these.size !== those.size) return false
    return [...these].every(([id, entity]) => {
      const twin = those.get(id)
      return entity === twin || (twin !== undefined && isDeepStrictEqual(bare(entity), bare(twin)))
    })
  })
  if (!alike) expect(contentOf(floor)).toEqual(contentOf(other))
}

/** The floor after one more operation, and the transaction that led there; nothing of it reaches the service. */
function after(service: Service, floor: Floor, operation: Operation) {
  const transaction = service.decideOn(floor, service.unitOf([operation]))
  if (!transaction) throw new Error(`${operation[0]} changed nothing`)
  return { transaction, floor: applyTransaction(floor, transaction) }
}

function undone(service: Service, floor: Floor, transaction: Transaction) {
  return after(service, floor, ['undo', { transactionId: transaction.id }])
}

test('an undo right after any transaction gives back exactly what was, and an undo of that undo what came of it', {
  timeout,
}, () => {
  fc.assert(
    fc.property(service(14), (dice) => {
      play(dice, ({ service, before, result }) => {
        if (!result || result instanceof Problem || result.changes.some(isOfHistory)) return
        const done = service.state.floor
        const back = undone(service, done, result)
        mustBeAlike(back.floor, before)
        service.remember(back.transaction)
        const again = undone(service, back.floor, back.transaction)
        service.forget()
        mustBeAlike(again.floor, done)
      })
    }),
    { numRuns },
  )
})

// What came back from the history goes there again at the end of its day, not at an undo.
function isOfHistory({ action, before, archived, history }: Change): boolean {
  return archived === true || history === true || (action === 'create' && before !== undefined)
}

/** Every way in which what is live on a floor can end, with what brings it back. */
function* endingsOf(floor: Floor): Iterable<{ ending: Operation; restore: Operation }> {
  for (const { id: guestId, status, tableIds } of [...floor.guests.values()].filter(isLiveGuest)) {
    const restore: Operation = ['guest.restore', { guestId }]
    const words =
      status === 'seated' ? [...endedGuestStatuses] : endedGuestStatuses.filter((word) => word !== 'finished')
    for (const word of words) {
      yield { ending: ['guest.setStatus', { guestId, status: word, reason: 'rain', force: true }], restore }
    }
    const [tableId, ...others] = tableIds
    if (tableId === undefined || others.length > 0) continue
    for (const word of ['available', 'cleaning']) {
      yield { ending: ['table.setStatus', { tableId, status: word }], restore }
    }
  }
  for (const { id: reservationId, status } of [...floor.reservations.values()].filter(isLiveReservation)) {
    const words = status === 'seated' ? endedReservationStatuses : (['cancelled', 'no_show'] as const)
    for (const word of words) {
      const ending: Operation = ['reservation.setStatus', { reservationId, status: word, force: true }]
      yield { ending, restore: ['reservation.restore', { reservationId }] }
    }
  }
}

test('[I11] a party that ends holds no table, and a restore right after gives back exactly what was', {
  timeout,
}, () => {
  fc.assert(
    fc.property(service(10), (dice) => {
      const played = play(dice, () => {})
      const { floor } = played.state
      for (const { ending, restore } of endingsOf(floor)) {
        const ended = after(played, floor, ending)
        const gone = ended.transaction.changes.flatMap(({ data }) => (data && 'tableIds' in data ? data : []))
        for (const entity of gone) if ('joinedAt' in entity) expect(entity.tableIds).toEqual([])
        mustBeAlike(after(played, ended.floor, restore).floor, floor)
      }
    }),
    { numRuns },
  )
})
