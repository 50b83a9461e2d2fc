import { expect, test } from 'vitest'
import { bytesOfJson, type UnitBudgets } from './budgets.ts'
import { decide, type Unit } from './decide.ts'
import { isQuotaOfTime, quotaExceeded } from './index.ts'
import { type Operation, openFloor, prepared, problemOf } from './testing/open-floor.ts'

const rows = (limit: number): UnitBudgets => ({ rows: { guest: { name: 'parties', limit } } })

function openWorld(waiting: number) {
  const floor = openFloor()
  const ids = Array.from({ length: waiting }, () => floor.run('guest.create', { partySize: 2 }).created('guest').id)
  const decided = (operations: readonly Operation[], budgets: UnitBudgets, kind: Unit['kind'] = 'batch') => {
    const commands = operations.map(([type, payload]) => prepared({ id: floor.newId(), type, payload }))
    return decide(
      floor.floor,
      { id: floor.newId(), kind, commands },
      {
        now: '2026-05-01T18:00:00Z',
        actor: { id: floor.newId(), name: 'Ona', role: 'owner' },
        newId: floor.newId,
        recall: () => undefined,
        lastEdit: () => undefined,
        wasDeleted: () => false,
        budgets,
      },
    )
  }
  return { ids, decided }
}

const arrive: Operation = ['guest.create', { partySize: 2 }]

test('[I30] what would exceed a budget is refused with its name, its limit and what would be used', () => {
  const { decided } = openWorld(2)
  expect(decided([arrive], rows(3), 'change')).toBeDefined()
  const problem = problemOf(() => decided([arrive], rows(2), 'change'))
  expect(problem).toMatchObject({ code: 'quota_exceeded', current: { budget: 'parties', limit: 2, used: 3 } })
  expect(isQuotaOfTime(problem)).toBe(false)
})

test('[I30] a batch names the operations that are too many', () => {
  const { decided } = openWorld(1)
  const problem = problemOf(() => decided([arrive, arrive, arrive, arrive], rows(3)))
  expect(problem.operations?.map(({ index, code }) => [index, code])).toEqual([
    [2, 'quota_exceeded'],
    [3, 'quota_exceeded'],
  ])
})

test('[I30] a floor over a lowered limit is emptied, edited and exchanged, and does not grow', () => {
  const { ids, decided } = openWorld(3)
  const [first = '', second = ''] = ids
  expect(decided([['guest.delete', { guestId: first }]], rows(1))).toBeDefined()
  expect(decided([['guest.setStatus', { guestId: first, status: 'cancelled' }]], rows(1))).toBeDefined()
  expect(decided([['guest.update', { guestId: first, notes: 'by the window' }]], rows(1))).toBeDefined()
  expect(decided([arrive, ['guest.delete', { guestId: second }]], rows(1))).toBeDefined()
  const two: Operation[] = [arrive, arrive, ['guest.delete', { guestId: second }]]
  expect(problemOf(() => decided(two, rows(1))).code).toBe('quota_exceeded')
})

test('[I30] an operation of a batch that is rolled back counts for nothing', () => {
  const { ids, decided } = openWorld(1)
  const taken: Operation = ['guest.create', { id: ids[0], partySize: 2 }]
  expect(problemOf(() => decided([taken, arrive], rows(2))).operations).toMatchObject([{ code: 'already_exists' }])
})

test('[I30] a change holds its bytes and no more, unless it only removes', () => {
  const { ids, decided } = openWorld(2)
  const bytes: UnitBudgets = { bytes: { name: 'change_bytes', limit: 2000 } }
  const update = (notes: string): Operation[] => [['guest.update', { guestId: ids[0], notes }]]
  expect(decided(update('short'), bytes)).toBeDefined()
  const problem = problemOf(() => decided(update('€'.repeat(900)), bytes))
  expect(problem).toMatchObject({ code: 'quota_exceeded', current: { budget: 'change_bytes', limit: 2000 } })
  const remove = ids.map((guestId): Operation => ['guest.delete', { guestId }])
  expect(decided(remove, { bytes: { name: 'change_bytes', limit: 100 } })).toBeDefined()
})

test('[I30] a unit recalls as many transactions as it may', () => {
  const { decided } = openWorld(0)
  const undos = Array.from(
    { length: 3 },
    (): Operation => ['undo', { transactionId: '00000000-0000-7000-8000-00000000bbbb' }],
  )
  const recalls = (limit: number): UnitBudgets => ({ recalls: { name: 'undo_targets', limit } })
  const over = problemOf(() => decided(undos, recalls(2)))
  expect(over).toMatchObject({ code: 'quota_exceeded', current: { budget: 'undo_targets', limit: 2, used: 3 } })
  expect(problemOf(() => decided(undos, recalls(3))).code).toBe('not_found')
})

test('[I30] a budget of time says when to come back', () => {
  const problem = quotaExceeded({ name: 'versions_per_minute', limit: 5 }, 6, 'At most 5', 2.2)
  expect(problem).toMatchObject({ retryAfterSeconds: 3, current: { retry_after_seconds: 3 } })
  expect(isQuotaOfTime(problem)).toBe(true)
})

test.for(['', 'plain', 'größer €', '🍝 and 👩‍🍳', '\u0000\ud800', '"quoted"'])(
  'the bytes of %j in JSON are counted',
  (text) => {
    expect(bytesOfJson({ text })).toBe(new TextEncoder().encode(JSON.stringify({ text })).length)
  },
)
