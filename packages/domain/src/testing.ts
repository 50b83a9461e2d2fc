import {
  applyTransaction,
  type Change,
  decide,
  type EntityOf,
  emptyFloor,
  type Floor,
  type ListedType,
  newRestaurant,
  prepareCommand,
  type Transaction,
} from './index.ts'
import type { Role } from './roles.ts'

/** A floor to run commands on in tests: a clock that only moves when told, ids that count. */
export function openFloor({ tables = [4], timezone = 'Europe/Berlin', now = '2026-05-01T17:00:00.000Z' } = {}) {
  let count = 0
  const clock = { now }
  const newId = () => `00000000-0000-7000-8000-${(++count).toString(16).padStart(12, '0')}`
  const restaurant = newRestaurant({ id: 1, name: 'Trattoria', slug: 'trattoria', timezone, now })
  let floor: Floor = emptyFloor(restaurant, { version: 1, committedAt: now })
  const log: Transaction[] = []
  const recall = (id: string) => log.find((transaction) => transaction.id === id)

  function decideOne(type: string, payload: object, role: Role = 'owner'): Transaction | undefined {
    const id = newId()
    const unit = { id, kind: 'change', commands: [prepareCommand({ id, type, payload })] } as const
    const actor = { id: '00000000-0000-7000-8000-00000000aaaa', name: 'Ona', role }
    return decide(floor, unit, { now: clock.now, actor, newId, recall })
  }

  /** Runs one command and applies it; fails where it changes nothing. */
  function run(type: string, payload: object, role: Role = 'owner') {
    const transaction = decideOne(type, payload, role)
    if (!transaction) throw new Error(`${type} changed nothing`)
    floor = applyTransaction(floor, transaction)
    log.push(transaction)
    const created = <T extends ListedType>(wanted: T) =>
      transaction.changes.find((change: Change) => change.entity_type === wanted && change.action === 'create')
        ?.data as EntityOf<T>
    return { ...transaction, created }
  }

  const tableIds = tables.map(
    (capacity, i) => run('table.create', { tableNumber: String(i + 1), capacity }).created('table').id,
  )
  return {
    run,
    decideOne,
    tableIds,
    clock,
    log,
    newId,
    recall,
    get floor() {
      return floor
    },
    table: (i: number) => floor.tables.get(tableIds[i] ?? ''),
    guest: (id: string) => floor.guests.get(id),
    reservation: (id: string) => floor.reservations.get(id),
  }
}
