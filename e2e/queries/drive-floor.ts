import { entities, listedTypes } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import type { ApiClient } from '../api-client.ts'

interface Identified {
  id: string
}

/** Makes each kind of change, a repeat, an undo and a refusal. */
export async function driveChanges(owner: ApiClient): Promise<void> {
  const create = (path: string, body: object) => owner.call<Identified>('POST', path, body)
  const section = await create('/sections', { name: 'Garden' })
  const tables = await Promise.all(
    ['A1', 'A2', 'A3'].map((tableNumber) => create('/tables', { tableNumber, capacity: 4, sectionId: section.id })),
  )
  const [one, two, three] = tables.map(({ id }) => id)
  const combination = { name: 'Long', tableIds: [one, two], minPartySize: 2, capacity: 8 }
  const { id: combinationId } = await create('/combinations', combination)
  const { guest, seating } = await driveParty(owner, [one, two])
  const startsAt = new Date(Date.now() + 3_600_000).toISOString()
  const reservation = await create('/reservations', { name: 'Ada', partySize: 2, startsAt, tableIds: [three] })
  await owner.call('POST', `/reservations/${reservation.id}/arrive`, {})
  await owner.call('POST', `/reservations/${reservation.id}/seat`, { tableIds: [three] })
  await driveBatches(owner, { guestId: guest.id, seatingId: seating.transaction_id })
  await owner.call('DELETE', `/guests/${guest.id}`)
  await owner.call('DELETE', `/combinations/${combinationId}`)
  await owner.call('DELETE', `/tables/${two}`)
  await owner.call('PATCH', `/sections/${section.id}`, { name: 'Yard' })
  await owner.call('PATCH', '/restaurant', { timezone: 'Europe/Rome', bookings: 'keep_instant' })
}

/** A party that is created twice under one key, and seated. */
async function driveParty(owner: ApiClient, tableIds: readonly (string | undefined)[]) {
  const headers = { 'idempotency-key': uuidv7() }
  const create = () => owner.call<Identified>('POST', '/guests', { name: 'Grace', partySize: 2 }, headers)
  const guest = await create()
  await create()
  const seating = await owner.call<{ transaction_id: string }>('PUT', `/guests/${guest.id}/status/atomic`, {
    status: 'seated',
    tableIds,
  })
  return { guest, seating }
}

/** A batch that is sent three times, and an upload with an undo and a refusal. */
async function driveBatches(owner: ApiClient, { guestId, seatingId }: { guestId: string; seatingId: string }) {
  const command = (type: string, payload: object) => ({ id: uuidv7(), type, payload })
  const operations = [command('guest.update', { guestId, notes: 'Window' }), command('guest.create', { partySize: 3 })]
  const batch = { transaction_id: uuidv7(), operations }
  await owner.call('POST', '/atomic/batch', batch)
  await owner.call('POST', '/atomic/batch', batch)
  await owner.call('POST', '/sync/batch', {
    operations: [
      ...operations,
      command('undo', { transactionId: seatingId }),
      command('guest.update', { guestId: uuidv7() }),
    ],
  })
}

/** Sends every read of the floor and of the history. */
export async function driveReads(owner: ApiClient): Promise<void> {
  const read = <T = Identified[]>(path: string) => owner.call<T>('GET', path)
  for (const type of listedTypes) await read(`/${entities[type].plural}`)
  for (const path of ['/restaurant', '/dashboard/data', '/sync/full', '/sync/health']) await read(path)
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
  const day = daysAgo(40).slice(0, 10)
  const ended = ['finished', 'cancelled', 'no_show', 'left']
  for (const list of ['guests', 'reservations']) {
    const statuses = list === 'guests' ? ended : ended.slice(0, 3)
    const past = await read(`/${list}?date=${day}`)
    if (past.length === 0) throw new Error(`The history has no ${list} of ${day}`)
    await read(`/${list}/${past[0]?.id}`)
    await owner.refused('GET', `/${list}/${uuidv7()}`)
    for (const filter of [`from=${day}`, `to=${day}`, `from=${day}&to=${daysAgo(20)}`]) {
      await read(`/${list}?${filter}`)
      for (const status of [...statuses, statuses.join()]) await read(`/${list}?${filter}&status=${status}`)
      await read(`/${list}?${filter}&status=no_show&limit=500`)
    }
  }
  await driveActivity(owner)
  for (const since of [daysAgo(400), daysAgo(3), daysAgo(0.001)]) await read(`/sync/delta?since=${since}&limit=20`)
  await read(`/dashboard/data?since=${daysAgo(0.001)}`)
}

interface ActivityRow {
  version: number
  actor: { id: string }
  changes: { entity_id: string }[]
}

/** Filters the activity by entity, actor and time, in each combination, with and without a match. */
async function driveActivity(owner: ApiClient): Promise<void> {
  const read = (query: string) => owner.call<ActivityRow[]>('GET', `/activity?${query}`)
  const oldest = (await read('limit=500')).at(-1)
  const entity = `entity_id=${oldest?.changes[0]?.entity_id}`
  const actor = `actor_id=${oldest?.actor.id}`
  const unknownActor = `actor_id=${uuidv7()}`
  for (const before of ['', `&before=${oldest?.version}`, `&before=${new Date().toISOString()}`]) {
    for (const who of [actor, unknownActor]) await read(`${who}${before}`)
    for (const what of [entity, `entity_id=${uuidv7()}`]) {
      await read(`${what}${before}`)
      await read(`${what}&${actor}${before}`)
      await read(`${what}&${unknownActor}${before}`)
    }
    await read(`limit=10${before}`)
  }
}
