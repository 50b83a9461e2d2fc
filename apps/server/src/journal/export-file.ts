import { createHash } from 'node:crypto'
import {
  type ArchivedType,
  completeEntity,
  type EntityOf,
  type EntityType,
  entities,
  invalid,
  isArchivedType,
  type ListedType,
  listedTypes,
  Problem,
  roles,
  storedLine,
} from '@qtable/domain'
import { EmailAddress } from '@qtable/protocol'
import { z } from 'zod'

/** An entity in a file. One that an older version exported may lack fields that were added since. */
function storedEntity<T extends EntityType>(type: T): z.ZodType<EntityOf<T>> {
  const { schema } = entities[type]
  const complete = (stored: unknown) =>
    typeof stored === 'object' && stored !== null ? completeEntity(type, stored) : stored
  return z.preprocess(complete, schema) as z.ZodType as z.ZodType<EntityOf<T>>
}

/** The first line: the restaurant, and the version of the export. */
const Header = z.strictObject({
  kind: z.literal('header'),
  format: z.literal('qtable-restaurant'),
  formatVersion: z.literal(2),
  exportedAt: z.iso.datetime(),
  version: z.int().min(1),
  committedAt: z.iso.datetime(),
  logFloor: z.int().min(0),
  restaurant: storedEntity('restaurant'),
})
export type ExportHeader = z.infer<typeof Header>

const LoggedRow = z.strictObject({
  version: z.int().min(1),
  transaction_id: z.uuid(),
  fingerprint: z.string().max(128),
  committed_at: z.iso.datetime(),
  actor_id: z.uuid(),
  actor_name: z.string().max(200),
  command: z.string().max(60),
  command_ids: z.array(z.uuid()),
  role: z.enum(roles),
  atomic: z.boolean(),
  forced: z.boolean(),
  entity_ids: z.array(z.string()),
  changes: z.array(z.record(z.string(), z.unknown())),
  // Older files have neither.
  done_at: z.iso.datetime().nullable().default(null),
  warnings: z.array(z.record(z.string(), z.unknown())).nullable().default(null),
})

const Member = z.strictObject({ email: EmailAddress, name: storedLine(120), role: z.enum(roles) })
export type ExportedMember = z.infer<typeof Member>

/** The last line: SHA-256 over the lines before it, each with its line feed. */
const End = z.strictObject({ kind: z.literal('end'), checksum: z.string() })

const rowOf = <K extends string, S extends z.ZodType>(kind: K, data: S) =>
  z.strictObject({ kind: z.literal(kind), data })

/** A line with one entity. `archived` says whether it has left the floor. */
type EntityRow = {
  [T in ListedType]: { kind: T; data: EntityOf<T> } & (T extends ArchivedType ? { archived: boolean } : unknown)
}[ListedType]

const EntityRow = z.discriminatedUnion(
  'kind',
  listedTypes.map((type) => {
    const row = rowOf(type, storedEntity(type))
    return isArchivedType(type) ? row.extend({ archived: z.boolean() }) : row
  }) as unknown as [z.ZodType<EntityRow> & z.core.$ZodTypeDiscriminable],
)

const OtherRow = z.discriminatedUnion('kind', [rowOf('member', Member), rowOf('logged', LoggedRow)])
/** A line between the first and the last. */
export type ExportRow = EntityRow | z.infer<typeof OtherRow>

/** A line except the last. */
export type ExportEntry = ExportHeader | ExportRow

const Line = z.discriminatedUnion('kind', [Header, EntityRow, OtherRow, End])

/**
 * Writes the lines of one export, in order: a restaurant's floor, history, log and members (without passwords) as lines of
 * JSON. No more than one line need be in memory.
 */
export function openExportLines(): { line(entry: ExportEntry): string; end(): string } {
  const hash = createHash('sha256')
  return {
    line(entry) {
      const text = `${JSON.stringify(entry)}\n`
      hash.update(text)
      return text
    },
    end: () => `${JSON.stringify({ kind: 'end', checksum: hash.digest('hex') })}\n`,
  }
}

/** Reads the lines of an export. The checksum is in the last line: the entries before it may turn out cut or changed. */
export async function* readExportLines(lines: AsyncIterable<string> | Iterable<string>): AsyncIterable<ExportEntry> {
  const hash = createHash('sha256')
  let number = 0
  let hasEnded = false
  for await (const text of lines) {
    number += 1
    const entry = entryOf(text, number)
    if (hasEnded) throw refusal(number, 'there is nothing after the end')
    if ((entry.kind === 'header') !== (number === 1))
      throw refusal(number, 'the first line, and no other, is the header')
    if (entry.kind === 'end') {
      if (entry.checksum !== hash.digest('hex')) throw refusal(number, 'checksum: the file was changed or cut')
      hasEnded = true
    } else {
      hash.update(`${text}\n`)
      yield entry
    }
  }
  if (!hasEnded) throw refusal(number, 'the file is cut: it has no end')
}

function entryOf(text: string, number: number): z.infer<typeof Line> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw refusal(number, 'this is no JSON')
  }
  const read = Line.safeParse(value)
  if (!read.success) throw refusal(number, invalid(read.error).detail)
  return read.data
}

function refusal(number: number, why: string): Problem {
  return new Problem('validation_failed', `line ${number}: ${why}`)
}
