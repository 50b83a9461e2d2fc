import { type Entity, floorOf, type ListedType, mustBeWhole, openDraft, Problem, type Restaurant } from '@qtable/domain'
import { type ExportedMember, type ExportHeader, type ExportRow, readExportLines } from './export-file.ts'

/** What a file is, of which all lines were read and found to be right. */
export interface CheckedExport {
  header: ExportHeader
  members: ExportedMember[]
}

type Live = { type: ListedType; entity: Exclude<Entity, Restaurant> }

/** Reads an export and checks all of it: form, checksum, that it is a floor QTable could have made, that the log is dense. */
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
        if (members.some(({ email }) => email === entry.data.email)) throw wrong('members: names somebody twice')
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
  if (!header) throw wrong('the file is empty')
  if (last.version !== header.version) throw wrong(`log: it ends at ${last.version}, not ${header.version}`)
  mustBeAFloor(header, live)
  return { header, members }
}

type Place = Pick<Extract<ExportRow, { kind: 'logged' }>['data'], 'version' | 'committed_at'>

function mustFollow({ version, committed_at }: Place, before: Place): void {
  if (version !== before.version + 1) throw wrong(`log: version ${version} does not follow the one before`)
  if (committed_at < before.committed_at) throw wrong(`log: version ${version} is older than the one before`)
}

function mustBeAFloor({ version, committedAt, restaurant }: ExportHeader, live: readonly Live[]): void {
  mustBeWhole(openDraft(floorOf({ version, committedAt, restaurant, entities: live }), committedAt))
  const above = live.find(({ entity }) => entity.version > version)
  if (above) throw wrong(`${above.type} ${above.entity.id} is newer than the file's version`)
}

function wrong(why: string): Problem {
  return new Problem('validation_failed', why)
}
