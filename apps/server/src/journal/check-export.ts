import { type Entity, floorOf, type ListedType, mustBeWhole, openDraft, Problem, type Restaurant } from '@qtable/domain'
import { type ExportedMember, type ExportHeader, type ExportRow, readExportLines } from './export-file.ts'

/** An export file whose lines are all valid. */
export interface CheckedExport {
  header: ExportHeader
  members: ExportedMember[]
}

type Live = { type: ListedType; entity: Exclude<Entity, Restaurant> }

/** Reads an export and checks its form, its checksum, the rules of the floor and that the log has no gap. */
export async function checkExport(lines: AsyncIterable<string> | Iterable<string>): Promise<CheckedExport> {
  let header: ExportHeader | undefined
  const members: ExportedMember[] = []
  const live: Live[] = []
  let last = { version: 0, committed_at: '' }
  for await (const entry of readExportLines(lines)) {
    switch (entry.kind) {
      case 'header':
        header = entry
        last.version = entry.logFloor
        break
      case 'member':
        if (members.some(({ email }) => email === entry.data.email)) throw invalidFile('members: names somebody twice')
        members.push(entry.data)
        break
      case 'logged':
        mustFollow(entry.data, last)
        last = entry.data
        break
      default:
        if (!('archived' in entry && entry.archived)) live.push({ type: entry.kind, entity: entry.data })
    }
  }
  if (!header) throw invalidFile('the file is empty')
  if (last.version !== header.version) throw invalidFile(`log: it ends at ${last.version}, not ${header.version}`)
  mustBeAFloor(header, live)
  return { header, members }
}

type LogPosition = Pick<Extract<ExportRow, { kind: 'logged' }>['data'], 'version' | 'committed_at'>

function mustFollow({ version, committed_at }: LogPosition, before: LogPosition): void {
  if (version !== before.version + 1) throw invalidFile(`log: version ${version} does not follow the one before`)
  if (committed_at < before.committed_at) throw invalidFile(`log: version ${version} is older than the one before`)
}

function mustBeAFloor({ version, committedAt, restaurant }: ExportHeader, live: readonly Live[]): void {
  mustBeWhole(openDraft(floorOf({ version, committedAt, restaurant, entities: live }), committedAt))
  const above = live.find(({ entity }) => entity.version > version)
  if (above) throw invalidFile(`${above.type} ${above.entity.id} is newer than the file's version`)
}

function invalidFile(why: string): Problem {
  return new Problem('validation_failed', why)
}
