import { randomUUID } from 'node:crypto'

const at = '2026-05-01T18:00:00.000Z'
const stamps = { createdAt: at, updatedAt: at, version: 1 }

export function restaurantRow(id = 1) {
  return { id, name: 'Chez Ada', slug: 'chez-ada', timezone: 'Europe/Paris', phone: null, settings: {}, ...stamps }
}

export function sectionRow(changes: object = {}) {
  return { id: randomUUID(), name: 'Terrace', color: '#aabbcc', serverName: null, ...stamps, ...changes }
}

export function tableRow(changes: object = {}) {
  const id = randomUUID()
  return {
    id,
    tableNumber: id.slice(0, 8),
    minPartySize: 1,
    capacity: 4,
    shape: 'round',
    position: { x: 0, y: 0 },
    size: { width: 60, height: 60 },
    rotation: 0,
    sectionId: null,
    status: 'available',
    currentGuestId: null,
    ...stamps,
    ...changes,
  }
}

export function combinationRow(changes: object = {}) {
  const tableIds = [randomUUID(), randomUUID()]
  return { id: randomUUID(), name: 'Long', tableIds, minPartySize: 4, capacity: 8, ...stamps, ...changes }
}

export function guestRow(changes: object = {}) {
  return {
    id: randomUUID(),
    name: 'Grace',
    partySize: 2,
    phone: null,
    email: null,
    notes: '',
    tags: [],
    status: 'waiting',
    tableId: null,
    tableIds: [],
    course: null,
    reservationId: null,
    quotedMinutes: null,
    joinedAt: at,
    notifiedAt: null,
    seatedAt: null,
    finishedAt: null,
    endedReason: null,
    endedFrom: null,
    ...stamps,
    ...changes,
  }
}

export function reservationRow(changes: object = {}) {
  return {
    id: randomUUID(),
    name: 'Katherine',
    partySize: 4,
    phone: null,
    email: null,
    notes: '',
    tags: [],
    startsAt: '2026-05-01T19:00:00.000Z',
    durationMinutes: 90,
    status: 'confirmed',
    tableIds: [],
    guestId: null,
    source: 'phone',
    endedFrom: null,
    ...stamps,
    ...changes,
  }
}

/** A table and the party that sits at it. */
export function seatedParty(changes: object = {}) {
  const guest = guestRow({ status: 'seated' })
  const table = tableRow({ status: 'occupied', currentGuestId: guest.id })
  return { table, guest: { ...guest, tableId: table.id, tableIds: [table.id], ...changes } }
}
