import type { Floor } from '@qtable/domain'

/** The arguments of `run` that add a party of two to the line. */
export const newParty = (name: string) => ['guest.create', { name, partySize: 2 }] as const

/** The names of all parties on a floor. */
export const partyNames = (floor: Floor | undefined) => [...(floor?.guests.values() ?? [])].map(({ name }) => name)
