import { z } from 'zod'
import { Capacity, decimal, Id, line, PartySize, StoredInstant, word } from '../fields.ts'

export const tableStatuses = ['available', 'occupied', 'reserved', 'cleaning', 'blocked'] as const
export type TableStatus = (typeof tableStatuses)[number]
/** A table status as clients may write it. */
export const TableStatusInput = word(tableStatuses, { 'out of service': 'blocked' })

export const tableShapes = ['round', 'square', 'rectangle', 'oval', 'booth', 'bar'] as const

/** Plan units from the plan's top left corner. */
export const Position = z.strictObject({ x: decimal(-10_000, 20_000), y: decimal(-10_000, 20_000) })
export const Size = z.strictObject({ width: decimal(5, 10_000), height: decimal(5, 10_000) })
/** Degrees, clockwise. */
export const Rotation = decimal(-360, 360)
export const TableNumber = line(20)

export const Table = z.strictObject({
  id: Id,
  tableNumber: TableNumber,
  minPartySize: PartySize,
  capacity: Capacity,
  shape: z.enum(tableShapes),
  position: Position,
  size: Size,
  rotation: Rotation,
  sectionId: Id.nullable(),
  status: z.enum(tableStatuses),
  currentGuestId: Id.nullable(),
  createdAt: StoredInstant,
  updatedAt: StoredInstant,
  version: z.int().min(0),
})
export type Table = z.infer<typeof Table>
