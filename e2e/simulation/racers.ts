import type { Command } from '@qtable/domain'
import { transactionSuffix } from '@qtable/protocol'
import type { Caller } from './caller.ts'
import type { Simulation } from './simulation.ts'

/** What people at several devices do at the very same moment, by HTTP. */
export interface Racers {
  /** Several change one party, each with the same `If-Match`. */
  change(): Promise<void>
  /** Several parties want one table. */
  seat(): Promise<void>
  /** Somebody changes at once what another has just been told is done. */
  follow(): Promise<void>
  /** One command by several ways, at once and later. */
  repeat(command: Command): Promise<void>
  /** A batch in which one operation fails. */
  failingBatch(): Promise<void>
  /** A cursor that cannot be continued. */
  badCursor(): Promise<void>
}

const atOnce = 4
const success = (status: number | undefined) => status !== undefined && status < 300

export function openRacers(simulation: Simulation, callers: readonly Caller[]): Racers {
  const { random, history, checks, timeline, restaurantId, cursors, journal } = simulation
  const chance = random.fork()
  const newId = () => chance.uuid(timeline.now)
  const anyone = () => chance.one(callers)
  const together = <T>(work: (index: number) => Promise<T>) =>
    Promise.all(Array.from({ length: atOnce }, (_, i) => work(i)))

  const upload = (command: Command) => anyone().ask('POST', '/sync/batch', { body: { operations: [command] } })
  const statusOf = (body: Record<string, unknown> | undefined) =>
    (body?.results as { status: string }[] | undefined)?.[0]?.status

  return {
    async change() {
      const guests = [...history.floor.guests.values()]
      if (guests.length === 0) return
      const { id: guestId, version } = chance.one(guests)
      const { lives } = history
      const statuses = await together(async () => {
        const id = newId()
        history.wished({ id, commandIds: [id], isBatch: false, ifMatch: { guestId, version } })
        const headers = { 'if-match': `"${version}"`, 'idempotency-key': id }
        return (await anyone().ask('PATCH', `/guests/${guestId}`, { body: { notes: id }, headers }))?.status
      })
      const winners = statuses.filter(success).length
      checks.holds('I13', winners <= 1 || history.lives !== lives, () => `${winners} changed one version of a party`)
    },
    async seat() {
      const { tables, guests } = history.floor
      const free = [...tables.values()].filter(({ status }) => status === 'available')
      const waiting = [...guests.values()].filter(({ status }) => status === 'waiting')
      if (free.length === 0 || waiting.length < atOnce) return
      const { id: tableId } = chance.one(free)
      await together(async (i) => {
        const id = newId()
        history.wished({ id, commandIds: [id], isBatch: false })
        return upload({
          id,
          type: 'guest.seat',
          payload: { guestId: waiting[i]?.id, tableIds: [tableId], force: true },
        })
      })
    },
    async follow() {
      const [id, guestId] = [newId(), newId()]
      history.wished({ id, commandIds: [id], isBatch: false })
      const made = await upload({ id, type: 'guest.create', payload: { id: guestId, name: 'Fresh', partySize: 2 } })
      if (statusOf(made?.body) !== 'applied') return
      // Without a key: what is refused leaves no trace, and is said on a floor that has to be the latest.
      const heard = await anyone().ask('PATCH', `/guests/${guestId}`, { body: { notes: 'at once' } })
      const isThere = history.floor.guests.has(guestId)
      checks.holds('I5', !(heard?.status === 404 && isThere), () => `a party that is there is not found`)
    },
    async repeat(command) {
      history.wished({ id: command.id, commandIds: [command.id], isBatch: false })
      await together(async () => upload(command))
      // As one of several, under its own id: the answer is the first one again.
      const heard = await upload(command)
      const isKnown = history.versionOf(command.id) !== undefined || history.isLost(command.id)
      const status = statusOf(heard?.body)
      checks.holds('I8', status !== 'duplicate' || isKnown, () => `${command.type} is called a repeat, and never was`)
    },
    async failingBatch() {
      const [good, bad, id] = [newId(), newId(), newId()]
      const operations = [
        { id: good, type: 'guest.create', payload: { id: newId(), name: 'Half', partySize: 2 } },
        { id: bad, type: 'guest.seat', payload: { guestId: newId(), tableIds: [newId()] } },
      ]
      history.wished({ id, commandIds: [good, bad], isBatch: true })
      const heard = await anyone().ask('POST', '/atomic/batch', { body: { transaction_id: id, operations } })
      const happened = [id, good, bad].some((one) => history.versionOf(one) !== undefined)
      checks.holds('I9', !success(heard?.status) && !happened, () => 'a batch with a failing operation was done')
    },
    async badCursor() {
      const head = await journal.head(restaurantId)
      if (!head) return
      const { epoch, version, transactionId } = head
      const suffix = transactionSuffix(transactionId ?? '')
      const good = cursors.encode({ restaurantId, epoch, version, suffix })
      const cursor = chance.one([
        `${good.slice(0, -1)}${good.endsWith('A') ? 'B' : 'A'}`,
        good.replace(`.${version}.`, `.${version + 1000}.`),
        cursors.encode({ restaurantId: restaurantId + 1, epoch, version, suffix }),
        cursors.encode({ restaurantId, epoch: newId(), version: 1, suffix }),
        'nothing',
      ])
      const heard = await anyone().ask('GET', `/sync/delta?since=${encodeURIComponent(cursor)}`)
      const isRefused = !heard || [401, 410, 503].includes(heard.status)
      checks.holds('I16', isRefused, () => `the cursor ${cursor} is answered with ${heard?.status}`)
    },
  }
}
