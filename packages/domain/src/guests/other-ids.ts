import type { Guest } from './guest.ts'

type Guests = ReadonlyMap<string, Guest>

// A list of parties is a value, so its index is right for as long as somebody holds the list. Few parties have another id.
const indexes = new WeakMap<Guests, ReadonlyMap<string, string>>()

/** The party that a device knows under an id of its own, because it marked the arrival apart. */
export function partyAlsoCalled(id: string, guests: Guests): Guest | undefined {
  const partyId = indexOf(guests).get(id)
  return partyId === undefined ? undefined : guests.get(partyId)
}

/** By other id the id of the party: made at the first call, carried along by each transaction from then on. */
function indexOf(guests: Guests): ReadonlyMap<string, string> {
  const known = indexes.get(guests)
  if (known) return known
  const index = new Map<string, string>()
  for (const guest of guests.values()) for (const id of guest.otherIds) index.set(id, guest.id)
  indexes.set(guests, index)
  return index
}

/** Gives a list that followed another one its index. Without it, each unknown id would look at every party. */
export function carryOtherIds(
  from: Guests,
  to: Guests,
  changes: readonly { before: Guest | undefined; after: Guest | undefined }[],
): void {
  const known = indexes.get(from)
  if (!known) return
  const named = changes.filter(({ before, after }) => before?.otherIds.length || after?.otherIds.length)
  if (named.length === 0) {
    indexes.set(to, known)
    return
  }
  const index = new Map(known)
  for (const { before } of named) for (const id of before?.otherIds ?? []) index.delete(id)
  for (const { after } of named) for (const id of after?.otherIds ?? []) index.set(id, after?.id ?? '')
  indexes.set(to, index)
}
