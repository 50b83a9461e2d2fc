import { uuidv7 } from '@qtable/protocol'
import type { Caller } from './caller.ts'

type Row = { id: string }

/** Every kind of change, and what a repeat, an undo and a refusal ask of the log. */
export async function driveChanges(owner: Caller): Promise<void> {
  const make = (path: string, body: object, headers?: object) => owner.ask<Row>('POST', path, body, headers)
  const section = await make('sections', { name: 'Garden' })
  const tables = await Promise.all(
    ['A1', 'A2', 'A3'].map((tableNumber) => make('tables', { tableNumber, sectionId: section.id })),
  )
  const [one, two] = tables.map(({ id }) => id)
  const joined = await make('combinations', { name: 'Long', tableIds: [one, two], minPartySize: 2, capacity: 8 })
  const key = uuidv7()
  const guest = await make('guests', { name: 'Grace', partySize: 2 }, { 'idempotency-key': key })
  await make('guests', { name: 'Grace', partySize: 2 }, { 'idempotency-key': key })
  const seat = { status: 'seated', tableIds: [one, two] }
  const seated = await owner.ask<{ transaction_id: string }>('PUT', `guests/${guest.id}/status/atomic`, seat)
  const startsAt = new Date(Date.now() + 3_600_000).toISOString()
  const booked = await make('reservations', { name: 'Ada', partySize: 2, startsAt, tableIds: [tables[2]?.id] })
  await owner.ask('POST', `reservations/${booked.id}/arrive`, {})
  await owner.ask('POST', `reservations/${booked.id}/seat`, { tableIds: [tables[2]?.id] })
  const command = (type: string, payload: object) => ({ id: uuidv7(), type, payload })
  const batch = {
    transaction_id: uuidv7(),
    operations: [
      command('guest.update', { guestId: guest.id, notes: 'Window' }),
      command('guest.create', { partySize: 3 }),
    ],
  }
  await owner.ask('POST', 'atomic/batch', batch)
  await owner.ask('POST', 'atomic/batch', batch)
  await owner.ask('POST', 'sync/batch', {
    operations: [
      ...batch.operations,
      command('undo', { transactionId: seated.transaction_id }),
      command('guest.update', { guestId: uuidv7() }),
    ],
  })
  await owner.ask('DELETE', `guests/${guest.id}`)
  await owner.ask('DELETE', `combinations/${joined.id}`)
  await owner.ask('DELETE', `tables/${two}`)
  await owner.ask('PATCH', `sections/${section.id}`, { name: 'Yard' })
  await owner.ask('PATCH', 'restaurant', { timezone: 'Europe/Rome' })
}

/** Every way to read, on the floor and in the history. */
export async function driveReads(owner: Caller): Promise<void> {
  const read = <T = Row[]>(path: string) => owner.ask<T>('GET', path)
  for (const list of ['sections', 'tables', 'combinations', 'guests', 'reservations']) await read(list)
  for (const path of ['restaurant', 'dashboard/data', 'sync/full', 'sync/health']) await read(path)
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
  const day = daysAgo(40).slice(0, 10)
  const ended = ['finished', 'cancelled', 'no_show', 'left']
  for (const list of ['guests', 'reservations']) {
    const status = list === 'guests' ? ended : ended.slice(0, 3)
    const past = await read(`${list}?date=${day}`)
    if (past.length === 0) throw new Error(`the history has no ${list} of ${day}`)
    await read(`${list}/${past[0]?.id}`)
    await owner.refused('GET', `${list}/${uuidv7()}`)
    for (const filter of [`from=${day}`, `to=${day}`, `from=${day}&to=${daysAgo(20)}`]) {
      await read(`${list}?${filter}`)
      for (const word of [...status, status.join()]) await read(`${list}?${filter}&status=${word}`)
      await read(`${list}?${filter}&status=no_show&limit=500`)
    }
  }
  await driveActivity(owner)
  for (const since of [daysAgo(400), daysAgo(3), daysAgo(0.001)]) await read(`sync/delta?since=${since}&limit=20`)
  await read(`dashboard/data?since=${daysAgo(0.001)}`)
}

interface Entry {
  version: number
  actor: { id: string }
  changes: { entity_id: string }[]
}

async function driveActivity(owner: Caller): Promise<void> {
  const read = (query: string) => owner.ask<Entry[]>('GET', `activity?${query}`)
  const oldest = (await read('limit=500')).at(-1)
  const entity = `entity_id=${oldest?.changes[0]?.entity_id}`
  const actor = `actor_id=${oldest?.actor.id}`
  const nobody = `actor_id=${uuidv7()}`
  for (const before of ['', `&before=${oldest?.version}`, `&before=${new Date().toISOString()}`]) {
    for (const who of [actor, nobody]) await read(`${who}${before}`)
    for (const what of [entity, `entity_id=${uuidv7()}`]) {
      await read(`${what}${before}`)
      await read(`${what}&${actor}${before}`)
      await read(`${what}&${nobody}${before}`)
    }
    await read(`limit=10${before}`)
  }
}
