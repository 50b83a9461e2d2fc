import {
  type CommandArguments,
  type CommandDefinition,
  type CommandRequest,
  commands,
  entityOf,
  type Floor,
  sittingAt,
} from '@qtable/domain'
import type { Random } from '../random.ts'
import type { SentEdit } from './check-edits.ts'
import type { SimulatedDevice } from './simulated-device.ts'

/** What one person does at one device. */
export interface DeviceWorkload {
  /** Makes one random change, on the floor that the device shows. */
  act(): void
  /** Opens a form on a party or a booking, or saves one that was opened a while ago. */
  edit(): void
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
  let form: OpenForm | undefined
  // What its person looked at before the last change.
  let looked: Floor | undefined
  return {
    edit() {
      const { view } = device.page.client
      if (!view) return
      if (form) saveForm(device, form, random)
      form = form ? undefined : openForm(view, random)
    },
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
      const [type, fields] = randomCommand(view, random)
      // Some deeds are decided on what was on the screen a while ago. The SDK says what it is now for the others.
      const was = looked && random.chance(0.3) ? guardsOf(looked, type, fields) : undefined
      const payload = was ? { ...fields, was } : fields
      if (random.chance(0.3)) looked = view
      const sent = hasLongNotes && type === 'guest.update' ? { ...payload, notes: 'x'.repeat(1500) } : payload
      // Sends some commands that the view refuses: otherwise the server would hardly refuse any.
      const { id } = device.run(type, sent as never, { evenIfRefused: random.chance(0.4) })
      undoable.push(id)
      if (undoable.length > maxUndoable) undoable.shift()
    },
  }
}

/** What a floor says of the fields that a command depends on; undefined where it depends on none. */
function guardsOf(floor: Floor, type: CommandArguments[0], payload: object): object | undefined {
  const { guards, target = '' }: CommandDefinition = commands[type]
  const entityType = target.replace(/Id$/, '') as 'guest' | 'reservation' | 'table'
  const row = guards.length > 0 ? entityOf(floor, entityType, String(Reflect.get(payload, target))) : undefined
  if (!row) return undefined
  const seats = 'startsAt' in row && type === 'reservation.seat' ? { tableIds: [...sittingAt(row)] } : {}
  return { ...Object.fromEntries(guards.map((name) => [name, Reflect.get(row, name)])), ...seats }
}

type OpenForm = Pick<SentEdit, 'type' | 'id' | 'seen'>

function openForm(view: Floor, random: Random): OpenForm | undefined {
  const type = random.chance(0.6) ? ('guest' as const) : ('reservation' as const)
  const list = [...(type === 'guest' ? view.guests : view.reservations).values()]
  if (list.length === 0) return undefined
  // Few rows, so that edits meet.
  const { id, name, partySize, notes, tags } = random.one(list.slice(-3))
  return { type, id, seen: { name, partySize, notes, tags } }
}

/** Sends all fields of the form, as a form does, with the values that it was opened with. */
function saveForm(device: SimulatedDevice, { type, id, seen }: OpenForm, random: Random): void {
  const tags = seen.tags as string[]
  const edits = [
    { notes: `Note ${random.int(1000)}` },
    { name: `Party ${random.int(1000)}` },
    { partySize: random.one(partySizes.filter((size) => size !== seen.partySize)) },
    { tags: random.chance(0.5) ? tags.slice(1) : [...tags, `tag ${random.int(1000)}`] },
  ]
  const fields = Object.assign({}, random.one(edits), random.chance(0.3) ? random.one(edits) : {})
  const payload = { ...seen, ...fields, was: seen, force: random.chance(0.7) }
  const edit = { type, id, seen, fields }
  if (type === 'guest') device.run('guest.update', { ...payload, guestId: id } as never, { edit, evenIfRefused: true })
  else device.run('reservation.update', { ...payload, reservationId: id } as never, { edit, evenIfRefused: true })
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
    () => [
      'reservation.update',
      { reservationId: anyOf(reservations), startsAt: startsAt(view, random), tableIds: tables(), force },
    ],
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
  return new Date(Date.parse(view.committedAt) + random.int(10) * 1_800_000).toISOString()
}
