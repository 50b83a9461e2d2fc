import { z } from 'zod'
import { defineEntity, exampleIds, exampleStamps } from '../entity.ts'
import { Capacity, decimal, Id, line, PartySize, stampFields, storedLine, TableIds, word } from '../fields.ts'
import { seenOf } from '../was.ts'

export const tableStatuses = ['available', 'occupied', 'reserved', 'cleaning', 'blocked'] as const
export type TableStatus = (typeof tableStatuses)[number]
/** A table status as clients may write it. */
export const TableStatusInput = word(tableStatuses, { 'out of service': 'blocked' }, 'TableStatus')

export const tableShapes = ['round', 'square', 'rectangle', 'oval', 'booth', 'bar'] as const
export const TableShape = z.enum(tableShapes).meta({ id: 'TableShape' })

/** Plan units from the plan's top left corner. */
export const Position = z
  .strictObject({ x: decimal(-10_000, 20_000), y: decimal(-10_000, 20_000) })
  .meta({ id: 'Position', description: "Plan units from the plan's top left corner" })
export const Size = z
  .strictObject({ width: decimal(5, 10_000), height: decimal(5, 10_000) })
  .meta({ id: 'Size', description: 'Width and height in plan units' })
/** Degrees, clockwise. */
export const Rotation = decimal(-360, 360)
export const TableNumber = line(20)

export const Table = z.strictObject({
  id: Id,
  tableNumber: storedLine(20),
  minPartySize: PartySize,
  capacity: Capacity,
  shape: TableShape,
  position: Position,
  size: Size,
  rotation: Rotation,
  sectionId: Id.nullable(),
  status: TableStatusInput.out,
  currentGuestId: Id.nullable(),
  ...stampFields,
})
export type Table = z.infer<typeof Table>

/** What the author of a command saw of a table; `tableIds`: where the party sat that the command seats at it. */
export const SeenTable = seenOf('SeenTable', Table, { status: TableStatusInput, tableIds: TableIds })

export const tableEntity = defineEntity({
  type: 'table',
  plural: 'tables',
  description: 'A table on the plan',
  schema: Table,
  defaults: {
    minPartySize: 1,
    capacity: 4,
    shape: 'square',
    position: { x: 0, y: 0 },
    size: { width: 80, height: 80 },
    rotation: 0,
    sectionId: null,
    status: 'available',
    currentGuestId: null,
  },
  example: {
    id: exampleIds.table,
    tableNumber: '12',
    minPartySize: 2,
    capacity: 4,
    shape: 'round',
    position: { x: 320, y: 140 },
    size: { width: 80, height: 80 },
    rotation: 0,
    sectionId: exampleIds.section,
    status: 'occupied',
    currentGuestId: exampleIds.guest,
    ...exampleStamps,
  },
})
