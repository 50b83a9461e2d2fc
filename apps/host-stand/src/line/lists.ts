import { type Floor, type Guest, isLiveGuest } from '@qtable/domain'

// Several components ask for the same list after each change: it is sorted once until somebody joins or leaves.
const lines = new WeakMap<Floor['guests'], Guest[]>()

/** The waiting parties in their order of arrival. */
export function lineOf({ guests }: Floor): Guest[] {
  const known = lines.get(guests)
  if (known) return known
  const line = [...guests.values()]
    .filter(({ status }) => status === 'waiting' || status === 'notified')
    .sort((a, b) => (a.joinedAt === b.joinedAt ? (a.id < b.id ? -1 : 1) : a.joinedAt < b.joinedAt ? -1 : 1))
  lines.set(guests, line)
  return line
}

/** The parties that left, newest first. */
export function endedOf({ guests }: Floor): Guest[] {
  return [...guests.values()]
    .filter((guest) => !isLiveGuest(guest))
    .sort((a, b) => ((a.finishedAt ?? '') > (b.finishedAt ?? '') ? -1 : 1))
}
