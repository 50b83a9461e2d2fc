import type { ReceivedMessage } from './test-socket.ts'

type Row = Record<string, unknown> & { id: string | number }

const plurals: Readonly<Record<string, string>> = {
  section: 'sections',
  table: 'tables',
  combination: 'combinations',
  guest: 'guests',
  reservation: 'reservations',
}

/** A floor as a minimal client builds it from frames: the reference for what both endpoints send. */
export function openReplica() {
  let version = -1
  let cursor = ''
  let restaurant: Row | undefined
  let lists: Record<string, Map<string, Row>> = {}

  function put(type: string, row: Row): void {
    if (type === 'restaurant') restaurant = row
    else lists[plurals[type] ?? '']?.set(String(row.id), row)
  }

  function link(message: ReceivedMessage): void {
    if (message.prev_version !== version) {
      throw new Error(`${message.type} ${message.prev_version} → ${message.version} does not follow ${version}`)
    }
    version = message.version as number
    cursor = message.cursor as string
    checkSeating()
  }

  // I10: tables and parties agree about who sits where, after every frame.
  function checkSeating(): void {
    for (const table of lists.tables?.values() ?? []) {
      const guest = table.currentGuestId === null ? undefined : lists.guests?.get(String(table.currentGuestId))
      const sits = (guest?.tableIds as string[] | undefined)?.includes(String(table.id)) ?? false
      if ((table.currentGuestId !== null) !== sits)
        throw new Error(`table ${table.id} and its party disagree at version ${version}`)
    }
    for (const guest of lists.guests?.values() ?? []) {
      for (const id of guest.tableIds as string[]) {
        if (lists.tables?.get(id)?.currentGuestId !== guest.id)
          throw new Error(`party ${guest.id} is not at table ${id} at version ${version}`)
      }
    }
  }

  return {
    /** Takes the whole floor of a full sync. */
    reset(full: Record<string, unknown>): void {
      version = full.version as number
      cursor = full.cursor as string
      restaurant = full.restaurant as Row
      lists = Object.fromEntries(
        Object.values(plurals).map((plural) => [
          plural,
          new Map((full[plural] as Row[]).map((row) => [String(row.id), row])),
        ]),
      )
      checkSeating()
    },
    /** Takes a message; returns whether it changed the floor. Throws if it does not follow the replica's version. */
    take(message: ReceivedMessage): boolean {
      if (message.type === 'full_sync') {
        this.reset(message)
        return true
      }
      if (message.type === 'full_sync_part') {
        const offset = lists.reservations?.size
        if (message.version !== version || message.offset !== offset)
          throw new Error(`a part from ${message.offset} of ${message.version} does not follow ${offset} of ${version}`)
        for (const row of message.reservations as Row[]) put('reservation', row)
        return true
      }
      if (message.type === 'resumed') {
        if (message.from_version !== version) throw new Error(`resumed from ${message.from_version}, not ${version}`)
        return false
      }
      if (message.type === 'delta_update' || message.type === 'atomic_transaction_complete') {
        for (const { entity_type, entity_id, action, data } of message.changes as Record<string, unknown>[]) {
          if (action === 'delete') lists[plurals[String(entity_type)] ?? '']?.delete(String(entity_id))
          else put(String(entity_type), data as Row)
        }
        link(message)
        return true
      }
      const [, type = '', verb] = /^(\w+)_(created|updated|deleted)$/.exec(message.type) ?? []
      if (verb === undefined) return false
      if (verb === 'deleted') lists[plurals[type] ?? '']?.delete((message.data as Row).id as string)
      else put(type, message.data as Row)
      for (const attached of ['guest', 'table', 'reservation']) {
        if (message[attached]) put(attached, message[attached] as Row)
      }
      link(message)
      return true
    },
    get version() {
      return version
    },
    get cursor() {
      return cursor
    },
    /** The floor as canonical JSON: equal floors have equal texts. */
    text: () => canonicalFloor({ version, restaurant, ...lists }),
  }
}

export type Replica = ReturnType<typeof openReplica>

/** A floor, of a replica or of a full sync, as canonical JSON. */
export function canonicalFloor(full: Record<string, unknown>): string {
  const sorted = Object.values(plurals).map((plural) => {
    const rows = full[plural] instanceof Map ? [...full[plural].values()] : (full[plural] as Row[])
    return [plural, [...rows].sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1))]
  })
  return JSON.stringify(
    { version: full.version, restaurant: full.restaurant, ...Object.fromEntries(sorted) },
    (_key, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
  )
}
