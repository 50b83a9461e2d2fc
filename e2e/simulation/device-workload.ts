import type { CommandArguments, CommandRequest, Floor } from '@qtable/domain'
import type { Random } from '../random.ts'
import type { SimulatedDevice } from './simulated-device.ts'

/** What one person does at one device. */
export interface DeviceWorkload {
  /** Makes one random change, on the floor that the device shows. */
  act(): void
}

const endings = ['finished', 'left', 'no_show', 'cancelled'] as const
const partySizes = [1, 2, 2, 3, 4, 6]
const unknownId = '00000000-0000-7000-8000-ffffffffffff'
// More would slow a seed down without new cases.
const maxLiveGuests = 14
const maxUndoable = 12

/** `hasLongNotes`: its frames are large enough to fill the window of a connection that stands still. */
export function openDeviceWorkload(
  device: SimulatedDevice,
  { random, hasLongNotes }: { random: Random; hasLongNotes: boolean },
): DeviceWorkload {
  /** Its latest changes, which it may undo. */
  const undoable: string[] = []
  return {
    act() {
      const { view } = device.page.client
      if (!view) return
      const roll = random.int(100)
      if (roll < 6 && undoable.length > 0) {
        device.run('undo', { transactionId: random.one(undoable) }, { evenIfRefused: random.chance(0.3) })
        return
      }
      if (roll < 12) {
        device.batch(Array.from({ length: 2 + random.int(3) }, () => requestOf(randomCommand(view, random))))
        return
      }
      const [type, payload] = randomCommand(view, random)
      const sent = hasLongNotes && type === 'guest.update' ? { ...payload, notes: 'x'.repeat(1500) } : payload
      // Sends some commands that the view refuses: otherwise the server would hardly refuse any.
      const { id } = device.run(type, sent as never, { evenIfRefused: random.chance(0.4) })
      undoable.push(id)
      if (undoable.length > maxUndoable) undoable.shift()
    },
  }
}

const requestOf = ([type, payload]: CommandArguments) => ({ type, payload }) as CommandRequest

function randomCommand(view: Floor, random: Random): CommandArguments {
  const guests = [...view.guests.values()]
  const live = guests.filter(({ endedFrom }) => endedFrom === null)
  const seated = live.filter(({ status }) => status === 'seated')
  const reservations = [...view.reservations.values()]
  const anyOf = <T extends { id: string }>(list: readonly T[]) => (list.length > 0 ? random.one(list).id : unknownId)
  const tables = (count = random.chance(0.2) ? 2 : 1) =>
    Array.from({ length: count }, () => anyOf([...view.tables.values()]))
  const partySize = random.one(partySizes)
  const force = random.chance(0.5)
  const walkIn: CommandArguments = ['guest.create', { name: `Party ${random.int(1000)}`, partySize }]
  const commands: readonly (() => CommandArguments)[] = [
    () => (live.length > maxLiveGuests ? ['guest.setStatus', { guestId: anyOf(live), status: 'left' }] : walkIn),
    () => ['guest.create', { name: 'Straight in', partySize, tableIds: tables(), force }],
    () => ['guest.seat', { guestId: anyOf(live), tableIds: tables(), force }],
    () => ['guest.seat', { guestId: anyOf(live), tableIds: tables(), force: true }],
    () => ['guest.move', { guestId: anyOf(seated), tableIds: tables(), force }],
    () => ['guest.setStatus', { guestId: anyOf(seated), status: 'finished' }],
    () => ['guest.setStatus', { guestId: anyOf(live), status: random.one(endings) }],
    () => ['guest.setStatus', { guestId: anyOf(live), status: random.one(['waiting', 'notified']) }],
    () => ['guest.update', { guestId: anyOf(guests), notes: `Note ${random.int(1000)}` }],
    () => ['guest.restore', { guestId: anyOf(guests) }],
    () => ['guest.delete', { guestId: anyOf(guests) }],
    () => [
      'table.setStatus',
      { tableId: tables(1)[0] ?? unknownId, status: random.one(['available', 'cleaning', 'reserved']) },
    ],
    () => ['reservation.create', { name: 'Booked', partySize, startsAt: startsAt(view, random), tableIds: tables() }],
    () => ['reservation.arrive', { reservationId: anyOf(reservations) }],
    () => ['reservation.seat', { reservationId: anyOf(reservations), tableIds: tables(), force: true }],
    () => [
      'reservation.setStatus',
      { reservationId: anyOf(reservations), status: random.one(['cancelled', 'no_show']) },
    ],
    () => ['reservation.restore', { reservationId: anyOf(reservations) }],
    () => ['restaurant.update', { settings: { bussing: random.chance(0.5) } }],
    // A payload that no server can read (I20).
    () => ['guest.seat', { guestId: 'not an id', tableIds: [] }],
  ]
  return random.one(commands)()
}

function startsAt(view: Floor, random: Random): string {
  return new Date(Date.parse(view.committedAt) + random.int(12) * 1_800_000).toISOString()
}
