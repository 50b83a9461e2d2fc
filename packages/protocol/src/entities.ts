import { Combination, Guest, Reservation, Restaurant, Section, Table } from '@qtable/domain'
import {
  exampleCombination,
  exampleGuest,
  exampleReservation,
  exampleRestaurant,
  exampleSection,
  exampleTable,
} from './examples.ts'

/** The entities as answers carry them: the domain's own schemas, with a name and an example for the documentation. */
export const entityBodies = {
  restaurant: Restaurant.meta({ id: 'Restaurant', description: 'The restaurant', examples: [exampleRestaurant] }),
  section: Section.meta({
    id: 'Section',
    description: 'The tables that one server looks after',
    examples: [exampleSection],
  }),
  table: Table.meta({ id: 'Table', description: 'A table on the plan', examples: [exampleTable] }),
  combination: Combination.meta({
    id: 'Combination',
    description: 'Tables that can be joined',
    examples: [exampleCombination],
  }),
  guest: Guest.meta({ id: 'Guest', description: 'One party, on the floor or in line', examples: [exampleGuest] }),
  reservation: Reservation.meta({
    id: 'Reservation',
    description: 'A table promised for a time',
    examples: [exampleReservation],
  }),
} as const

/** A guest as small screens need it. */
export const MinimalGuest = Guest.pick({ id: true, name: true, status: true, tableId: true, partySize: true }).meta({
  id: 'MinimalGuest',
  description: 'A party in short',
  examples: [
    {
      id: exampleGuest.id,
      name: exampleGuest.name,
      status: exampleGuest.status,
      tableId: exampleGuest.tableId,
      partySize: exampleGuest.partySize,
    },
  ],
})

/** A table as small screens need it. */
export const MinimalTable = Table.pick({ id: true, tableNumber: true, status: true, currentGuestId: true }).meta({
  id: 'MinimalTable',
  description: 'A table in short',
  examples: [
    {
      id: exampleTable.id,
      tableNumber: exampleTable.tableNumber,
      status: exampleTable.status,
      currentGuestId: exampleTable.currentGuestId,
    },
  ],
})

export function minimalGuest({ id, name, status, tableId, partySize }: Guest): Minimal['guest'] {
  return { id, name, status, tableId, partySize }
}

export function minimalTable({ id, tableNumber, status, currentGuestId }: Table): Minimal['table'] {
  return { id, tableNumber, status, currentGuestId }
}

/** What is left of an entity in short. */
export interface Minimal {
  guest: Pick<Guest, 'id' | 'name' | 'status' | 'tableId' | 'partySize'>
  table: Pick<Table, 'id' | 'tableNumber' | 'status' | 'currentGuestId'>
}
