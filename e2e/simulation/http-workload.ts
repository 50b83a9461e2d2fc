import type { Command } from '@qtable/domain'
import { transactionSuffix } from '@qtable/protocol'
import type { Random } from '../random.ts'
import type { ReceivedResponse, SimulatedHttpClient } from './simulated-http-client.ts'
import type { Simulation } from './simulation.ts'

/** What several HTTP clients do at the same moment, each with the check that belongs to it. */
export interface HttpWorkload {
  /** I13: several change one party, each with the same `If-Match`. */
  raceWithIfMatch(): Promise<void>
  /** I12: several parties are seated at one table. */
  raceForTable(): Promise<void>
  /** I35: several send a party back as a whole, each with a change and the version that they saw. */
  raceWithVersion(): Promise<void>
  /** I35: several do different things to one party or its table, each with what it saw of them. */
  raceWithGuards(): Promise<void>
  /** I35: one client adds a party that came a while ago. */
  uploadLate(): Promise<void>
  /** I5: one client changes a party, on any node, as soon as another was told that it was created. */
  changeWhatWasCreated(): Promise<void>
  /** I8: a command that is under way elsewhere is sent by several clients too, under the same id. */
  repeat(command: Command): Promise<void>
  /** I9: a batch has one operation that fails. */
  sendFailingBatch(): Promise<void>
  /** I16: a cursor cannot be continued. */
  readWithBadCursor(): Promise<void>
}

interface WorkloadOptions {
  simulation: Simulation
  clients: readonly SimulatedHttpClient[]
  random: Random
}

const racers = 4

export function openHttpWorkload(simulation: Simulation, clients: readonly SimulatedHttpClient[]): HttpWorkload {
  const options: WorkloadOptions = { simulation, clients, random: simulation.random.fork() }
  return {
    raceWithIfMatch: () => raceWithIfMatch(options),
    raceForTable: () => raceForTable(options),
    raceWithVersion: () => raceWithVersion(options),
    raceWithGuards: () => raceWithGuards(options),
    uploadLate: () => uploadLate(options),
    changeWhatWasCreated: () => changeWhatWasCreated(options),
    repeat: (command) => repeat(options, command),
    sendFailingBatch: () => sendFailingBatch(options),
    readWithBadCursor: () => readWithBadCursor(options),
  }
}

async function raceWithIfMatch({ simulation, clients, random }: WorkloadOptions): Promise<void> {
  const { model, checker, scheduler } = simulation
  const guests = [...model.floor.guests.values()]
  if (guests.length === 0) return
  const { id: guestId, version } = random.one(guests)
  const { restoreCount } = model
  const responses = await race(async () => {
    const id = random.uuid(scheduler.now)
    model.invoke({ id, commandIds: [id], isBatch: false, ifMatch: { guestId, version } })
    const headers = { 'if-match': `"${version}"`, 'idempotency-key': id }
    return random.one(clients).request('PATCH', `/guests/${guestId}`, { body: { notes: id }, headers })
  })
  const winners = responses.filter(isSuccess).length
  const isAtMostOne = winners <= 1 || model.restoreCount !== restoreCount
  checker.check('I13', isAtMostOne, () => `${winners} clients changed one version of a party`)
}

async function raceForTable(options: WorkloadOptions): Promise<void> {
  const { simulation, random } = options
  const { model, scheduler } = simulation
  const { tables, guests } = model.floor
  const free = [...tables.values()].filter(({ status }) => status === 'available')
  const waiting = [...guests.values()].filter(({ status }) => status === 'waiting')
  if (free.length === 0 || waiting.length < racers) return
  const { id: tableId } = random.one(free)
  // The model checks that only one of them gets it.
  await race(async (i) => {
    const id = random.uuid(scheduler.now)
    model.invoke({ id, commandIds: [id], isBatch: false })
    const payload = { guestId: waiting[i]?.id, tableIds: [tableId], force: true }
    return upload(options, { id, type: 'guest.seat', payload })
  })
}

async function raceWithVersion({ simulation, clients, random }: WorkloadOptions): Promise<void> {
  const { model, scheduler } = simulation
  const guests = [...model.floor.guests.values()]
  if (guests.length === 0) return
  const guest = random.one(guests)
  const { id: guestId, name, notes, tags, version } = guest
  // The model checks what was committed.
  await race(async (i) => {
    const id = random.uuid(scheduler.now)
    const fields = [{ notes: id }, { name: `Party ${i}` }, { tags: [...tags, `tag ${i}`] }][i % 3] ?? {}
    const edit = { type: 'guest' as const, id: guestId, seen: { name, notes, tags }, fields }
    model.invoke({ id, commandIds: [id], isBatch: false, edit })
    const headers = { 'idempotency-key': id }
    return random.one(clients).request('PUT', `/guests/${guestId}`, { body: { ...guest, ...fields, version }, headers })
  })
}

async function raceWithGuards({ simulation, clients, random }: WorkloadOptions): Promise<void> {
  const { guests, tables, reservations } = simulation.model.floor
  const live = [...guests.values()].filter(({ endedFrom }) => endedFrom === null)
  if (live.length === 0 || tables.size === 0) return
  const { id, status, tableIds, reservationId } = random.one(live)
  const was = { status, tableIds }
  const wanted = [random.one([...tables.keys()])]
  const deeds: [method: 'PUT' | 'POST', path: string, body: object][] = [
    ['PUT', `/guests/${id}/status/atomic`, { status: random.one(['left', 'finished', 'no_show']), was }],
    ['PUT', `/guests/${id}/status/atomic`, { status: 'seated', tableIds: wanted, was, force: true }],
    ['PUT', `/guests/${id}/status/atomic`, { status: random.one(['waiting', 'notified']), was }],
  ]
  const table = tables.get(tableIds[0] ?? '')
  if (table) {
    const seen = { currentGuestId: table.currentGuestId, status: table.status }
    deeds.push(['PUT', `/tables/${table.id}/clear`, { was: seen }])
    deeds.push(['PUT', `/tables/${table.id}`, { status: 'cleaning', was: seen }])
  }
  const reservation = reservations.get(reservationId ?? '')
  if (reservation) {
    const path = `/reservations/${reservation.id}`
    const seen = { status: reservation.status }
    deeds.push(['PUT', `${path}/status`, { status: random.one(['cancelled', 'no_show']), was: seen }])
    deeds.push(['POST', `${path}/seat`, { tableIds: wanted, was: { ...seen, tableIds }, force: true }])
  }
  // The decisions are checked: none ignores what its author did not see.
  await race(async () => {
    const [method, path, body] = random.one(deeds)
    return random.one(clients).request(method, path, { body })
  })
}

async function uploadLate(options: WorkloadOptions): Promise<void> {
  const { simulation, random } = options
  const { model, scheduler } = simulation
  const [id, guestId] = [random.uuid(scheduler.now), random.uuid(scheduler.now)]
  const doneAt = new Date(scheduler.now - random.one([1, 20, 300, 2000]) * 60_000).toISOString()
  model.invoke({ id, commandIds: [id], isBatch: false, doneAt })
  const payload = { id: guestId, name: 'Came before', partySize: 2 }
  await upload(options, { id, type: 'guest.create', payload, at: doneAt })
}

async function changeWhatWasCreated(options: WorkloadOptions): Promise<void> {
  const { simulation, clients, random } = options
  const { model, checker, scheduler } = simulation
  const [id, guestId] = [random.uuid(scheduler.now), random.uuid(scheduler.now)]
  model.invoke({ id, commandIds: [id], isBatch: false })
  const payload = { id: guestId, name: 'Fresh', partySize: 2 }
  const created = await upload(options, { id, type: 'guest.create', payload })
  if (statusOf(created) !== 'applied') return
  // Without an Idempotency-Key, so that a refusal is decided on the latest floor and not repeated from a receipt.
  const changed = await random.one(clients).request('PATCH', `/guests/${guestId}`, { body: { notes: 'at once' } })
  const isMissed = changed?.status === 404 && model.floor.guests.has(guestId)
  checker.check('I5', !isMissed, () => 'a party that was created is not found')
}

async function repeat(options: WorkloadOptions, command: Command): Promise<void> {
  const { model, checker } = options.simulation
  model.invoke({ id: command.id, commandIds: [command.id], isBatch: false })
  await race(() => upload(options, command))
  const last = await upload(options, command)
  const isKnown = model.versionOf(command.id) !== undefined || model.wasRolledBack(command.id)
  checker.check('I8', statusOf(last) !== 'duplicate' || isKnown, () => `${command.type} is called a repeat and is none`)
}

async function sendFailingBatch({ simulation, clients, random }: WorkloadOptions): Promise<void> {
  const { model, checker, scheduler } = simulation
  const newId = () => random.uuid(scheduler.now)
  const [good, bad, id] = [newId(), newId(), newId()]
  const operations = [
    { id: good, type: 'guest.create', payload: { id: newId(), name: 'Half', partySize: 2 } },
    { id: bad, type: 'guest.seat', payload: { guestId: newId(), tableIds: [newId()] } },
  ]
  model.invoke({ id, commandIds: [good, bad], isBatch: true })
  const body = { transaction_id: id, operations }
  const response = await random.one(clients).request('POST', '/atomic/batch', { body })
  const isInLog = [id, good, bad].some((one) => model.versionOf(one) !== undefined)
  checker.check('I9', !isSuccess(response) && !isInLog, () => 'a batch with a failing operation was done')
}

async function readWithBadCursor({ simulation, clients, random }: WorkloadOptions): Promise<void> {
  const { checker, scheduler, restaurantId, cursors, journal } = simulation
  const head = await journal.head(restaurantId)
  if (!head) return
  const { epoch, version, transactionId } = head
  const suffix = transactionSuffix(transactionId ?? '')
  const good = cursors.encode({ restaurantId, epoch, version, suffix })
  const cursor = random.one([
    `${good.slice(0, -1)}${good.endsWith('A') ? 'B' : 'A'}`,
    good.replace(`.${version}.`, `.${version + 1000}.`),
    cursors.encode({ restaurantId: restaurantId + 1, epoch, version, suffix }),
    cursors.encode({ restaurantId, epoch: random.uuid(scheduler.now), version: 1, suffix }),
    'nothing',
  ])
  const response = await random.one(clients).request('GET', `/sync/delta?since=${encodeURIComponent(cursor)}`)
  const isRefused = !response || [401, 410, 503].includes(response.status)
  checker.check('I16', isRefused, () => `the cursor ${cursor} is answered with ${response?.status}`)
}

function race<T>(send: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: racers }, (_, i) => send(i)))
}

/** Sends one command as a device does that was offline, from any of the clients. */
function upload({ clients, random }: WorkloadOptions, command: object): Promise<ReceivedResponse | undefined> {
  return random.one(clients).request('POST', '/sync/batch', { body: { operations: [command] } })
}

/** What became of the command of an upload. */
function statusOf(response: ReceivedResponse | undefined): string | undefined {
  return (response?.body.results as { status: string }[] | undefined)?.[0]?.status
}

function isSuccess(response: ReceivedResponse | undefined): boolean {
  return response !== undefined && response.status < 300
}
