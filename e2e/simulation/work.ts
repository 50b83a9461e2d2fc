import type { CommandArguments, CommandRequest, Floor } from '@qtable/domain'
import type { Device } from './device.ts'
import type { Random } from './random.ts'

const endings = ['finished', 'left', 'no_show', 'cancelled'] as const
const sizes = [1, 2, 2, 3, 4, 6]
const nobody = '00000000-0000-7000-8000-ffffffffffff'

/** One thing that somebody at a device does next, on what the device shows. Gives the ids that can be taken back later. */
export function work(
  device: Device,
  { chance, mine, isWordy }: { chance: Random; mine: string[]; isWordy: boolean },
): void {
  const { client } = device
  const { view } = client
  if (!view) return
  const roll = chance.int(100)
  if (roll < 6 && mine.length > 0) {
    device.run('undo', { transactionId: chance.one(mine) }, { evenIfRefused: chance.chance(0.3) })
    return
  }
  if (roll < 12) {
    device.batch(Array.from({ length: 2 + chance.int(3) }, () => named(wish(view, chance))))
    return
  }
  // What the view refuses is sent all the same now and then: only then does the server have to refuse it.
  const [type, payload] = wish(view, chance)
  const wordy = isWordy && type === 'guest.update' ? { ...payload, notes: 'x'.repeat(1500) } : payload
  const { id } = device.run(type, wordy, { evenIfRefused: chance.chance(0.4) })
  mine.push(id)
  if (mine.length > 12) mine.shift()
}

const named = ([type, payload]: CommandArguments) => ({ type, payload }) as CommandRequest

function wish(view: Floor, chance: Random): CommandArguments {
  const guests = [...view.guests.values()]
  const live = guests.filter(({ endedFrom }) => endedFrom === null)
  const seated = live.filter(({ status }) => status === 'seated')
  const reservations = [...view.reservations.values()]
  const anyOf = <T extends { id: string }>(list: readonly T[]) => (list.length > 0 ? chance.one(list).id : nobody)
  const tables = (count = chance.chance(0.2) ? 2 : 1) =>
    Array.from({ length: count }, () => anyOf([...view.tables.values()]))
  const partySize = chance.one(sizes)
  const force = chance.chance(0.5)
  const walkIn: CommandArguments = ['guest.create', { name: `Party ${chance.int(1000)}`, partySize }]
  const things: readonly (() => CommandArguments)[] = [
    () => (live.length > 14 ? ['guest.setStatus', { guestId: anyOf(live), status: 'left' }] : walkIn),
    () => ['guest.create', { name: 'Straight in', partySize, tableIds: tables(), force }],
    () => ['guest.seat', { guestId: anyOf(live), tableIds: tables(), force }],
    () => ['guest.seat', { guestId: anyOf(live), tableIds: tables(), force: true }],
    () => ['guest.move', { guestId: anyOf(seated), tableIds: tables(), force }],
    () => ['guest.setStatus', { guestId: anyOf(seated), status: 'finished' }],
    () => ['guest.setStatus', { guestId: anyOf(live), status: chance.one(endings) }],
    () => ['guest.setStatus', { guestId: anyOf(live), status: chance.one(['waiting', 'notified']) }],
    () => ['guest.update', { guestId: anyOf(guests), notes: `Note ${chance.int(1000)}` }],
    () => ['guest.restore', { guestId: anyOf(guests) }],
    () => ['guest.delete', { guestId: anyOf(guests) }],
    () => [
      'table.setStatus',
      { tableId: tables(1)[0] ?? nobody, status: chance.one(['available', 'cleaning', 'reserved']) },
    ],
    () => ['reservation.create', { name: 'Booked', partySize, startsAt: startsAt(view, chance), tableIds: tables() }],
    () => ['reservation.arrive', { reservationId: anyOf(reservations) }],
    () => ['reservation.seat', { reservationId: anyOf(reservations), tableIds: tables(), force: true }],
    () => [
      'reservation.setStatus',
      { reservationId: anyOf(reservations), status: chance.one(['cancelled', 'no_show']) },
    ],
    () => ['reservation.restore', { reservationId: anyOf(reservations) }],
    () => ['restaurant.update', { settings: { bussing: chance.chance(0.5) } }],
    // Poison: what no server can do, or even read.
    () => ['guest.seat', { guestId: 'not an id', tableIds: [] }],
  ]
  return chance.one(things)()
}

function startsAt(view: Floor, chance: Random): string {
  return new Date(Date.parse(view.committedAt) + chance.int(12) * 1_800_000).toISOString()
}
