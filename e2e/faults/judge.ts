import { canonicalFloor, openReplica } from '../../apps/server/src/sockets/testing/replica.ts'
import type { Deed, Device } from './device.ts'
import { mustAnswer } from './http.ts'
import type { FaultyNode } from './node.ts'
import type { Stand } from './stand.ts'
import type { Story } from './story.ts'

interface Logged {
  transaction_id: string
  version: number
  command: string
  changes: { entity_type: string; entity_id: string; action: string; after: unknown }[]
}

/** Holds what everybody was told against what the log and every node say; counts what it looked at. */
export async function judge(stand: Stand, story: Story) {
  const { nodes, devices, walker, token } = stand
  const [first] = nodes
  if (!first) throw new Error('there are no nodes')
  const fulls = await Promise.all(nodes.map((node) => fullOf(node, token)))
  const [expected = ''] = fulls.map(canonicalFloor)
  for (const [i, full] of fulls.entries()) {
    if (canonicalFloor(full) !== expected) story.wrong('I3', `${nodes[i]?.name} has another floor than ${first.name}`)
  }
  for (const { name, client } of devices) {
    if (!client.base || canonicalFloor({ ...client.base }) !== expected) story.wrong('I3', `${name} has another floor`)
    if (client.view !== client.base) story.wrong('I17', `${name} shows something else than what is confirmed`)
  }
  const log = await logOf(first, token)
  const byVersion = new Map(log.map(({ version, transaction_id }) => [version, transaction_id]))
  for (const { name, heard, text } of stand.listeners) {
    if (text() !== expected) story.wrong('I2', `${name} was led to another floor`)
    const phantoms = [...heard].filter(([version, id]) => byVersion.get(version) !== id)
    for (const [version, id] of phantoms)
      story.wrong('I7', `${name} heard of ${id} at ${version}; it is not in the log`)
  }
  replay(stand.opening, log, expected, story)
  const byId = new Map(log.map((logged) => [logged.transaction_id, logged]))
  if (byId.size !== log.length) story.wrong('I8', 'a transaction is in the log twice')
  judgeWalker(walker, byId, log, story)
  const counts = { versions: log.length, confirmed: 0, refused: 0, refusedHere: 0 }
  for (const device of devices) {
    counts.refusedHere += device.counts.refusedHere
    for (const deed of device.deeds.values()) {
      const kind = judgeDeed(device, deed, byId, story)
      if (kind) counts[kind] += 1
    }
    await repeat(device, byId, story)
  }
  const known = devices.flatMap(({ deeds }) => [...deeds.keys()])
  const foreseen = new Set([...known, ...walker.acknowledged.map(({ transactionId }) => transactionId)])
  const openingVersion = stand.opening.version as number
  const phantoms = log.filter(
    ({ transaction_id, version }) => version > openingVersion && !foreseen.has(transaction_id),
  )
  for (const { transaction_id, command } of phantoms) story.wrong('I8', `nobody asked for ${command} ${transaction_id}`)
  return counts
}

async function fullOf(node: FaultyNode, token: string): Promise<Record<string, unknown>> {
  const url = `http://127.0.0.1:${node.port}`
  return (await mustAnswer(url, { method: 'GET', path: '/sync/full', token })) as Record<string, unknown>
}

// Oldest first.
async function logOf(node: FaultyNode, token: string): Promise<Logged[]> {
  const log: Logged[] = []
  for (let before = ''; ; before = `&before=${log.at(-1)?.version}`) {
    const path = `/activity?limit=500${before}`
    const page = (await mustAnswer(`http://127.0.0.1:${node.port}`, { method: 'GET', path, token })) as Logged[]
    log.push(...page)
    if (page.length < 500) return log.reverse()
  }
}

// Dense, and in step after every single version; at the end the floor that everybody has.
function replay(opening: Record<string, unknown>, log: readonly Logged[], expected: string, story: Story): void {
  const replica = openReplica()
  replica.reset(opening)
  try {
    for (const { version, changes } of log) {
      if (version <= (opening.version as number)) continue
      replica.take({
        type: 'atomic_transaction_complete',
        prev_version: version - 1,
        version,
        changes: changes.map(({ after, ...change }) => ({ ...change, data: after })),
      })
    }
  } catch (error) {
    story.wrong('I1', `the log: ${error instanceof Error ? error.message : error}`)
  }
  if (replica.text() !== expected) story.wrong('I2', 'the log leads to another floor than the nodes have')
}

function judgeWalker(
  { acknowledged, missed }: Stand['walker'],
  byId: ReadonlyMap<string, Logged>,
  log: readonly Logged[],
  story: Story,
): void {
  for (const { transactionId, guestId, version } of acknowledged) {
    const logged = byId.get(transactionId)
    const isThere = logged?.changes.some(({ entity_id, action }) => entity_id === guestId && action === 'create')
    if (!isThere || logged?.version !== version) {
      story.wrong('I6', `${transactionId} was acknowledged at ${version} and is in the log at ${logged?.version}`)
    }
  }
  for (const { guestId, from, to } of missed) {
    const isDeleted = log.some(
      ({ version, changes }) =>
        version > from &&
        version <= to &&
        changes.some(({ entity_id, action }) => entity_id === guestId && action === 'delete'),
    )
    if (!isDeleted) story.wrong('I5', `the party ${guestId} of version ${from} was not shown at version ${to}`)
  }
}

function judgeDeed(
  { name, deeds }: Device,
  { entry, outcomes }: Deed,
  byId: ReadonlyMap<string, Logged>,
  story: Story,
): 'confirmed' | 'refused' | undefined {
  const [outcome, ...more] = outcomes
  const logged = byId.get(entry.id)
  const what = `${entry.commands.map(({ type }) => type).join('+')} ${entry.id} of ${name}`
  if (!outcome && !logged && isWithdrawn(entry, deeds)) return 'refused'
  if (!outcome || more.length > 0) {
    story.wrong('I20', `${what} had ${outcomes.length} outcomes`)
    return undefined
  }
  switch (outcome.kind) {
    case 'confirmed':
      if (logged && logged.version > outcome.version) {
        story.wrong('I6', `${what} was confirmed at ${outcome.version} and is in the log at ${logged.version}`)
      }
      if (logged && !hasEffect(entry, logged)) {
        story.wrong('I6', `${what} ${JSON.stringify(entry.commands)} did ${JSON.stringify(logged.changes)}`)
      }
      break
    case 'refused':
      if (logged)
        story.wrong(
          entry.isBatch ? 'I9' : 'I20',
          `${what} was refused (${outcome.problem.code}) and is in the log at ${logged.version}`,
        )
  }
  return outcome.kind
}

// An undo of what was refused, or withdrawn as well: there is nothing to take back, and nothing is told.
function isWithdrawn({ commands: [command, ...more] }: Deed['entry'], deeds: Device['deeds']): boolean {
  if (command?.type !== 'undo' || more.length > 0) return false
  const { transactionId } = command.payload as { transactionId: string }
  const undone = deeds.get(transactionId)
  if (!undone) return false
  return undone.outcomes[0] ? undone.outcomes[0].kind === 'refused' : isWithdrawn(undone.entry, deeds)
}

// A party that is seated where it sits already may change no more than the reservation that planned it elsewhere.
function hasEffect({ commands: [command, ...more] }: Deed['entry'], { changes }: Logged): boolean {
  if (!command || more.length > 0) return true
  const { id, guestId } = command.payload as { id?: string; guestId?: string }
  const touched = command.type.endsWith('.create') ? id : command.type.startsWith('guest.') ? guestId : undefined
  const isOf = (after: unknown) => (after as { guestId?: unknown } | null)?.guestId === touched
  return touched === undefined || changes.some(({ entity_id, after }) => entity_id === touched || isOf(after))
}

const repeatsAtOnce = 100

// What is sent once more under its id has the same outcome. What was confirmed and is not in the log changed nothing;
// asked again it says so, and that it is known.
async function repeat({ name, deeds, client }: Device, byId: ReadonlyMap<string, Logged>, story: Story): Promise<void> {
  const single = [...deeds.values()].filter(({ entry }) => !entry.isBatch)
  const silent = single.filter(({ entry, outcomes }) => outcomes[0]?.kind === 'confirmed' && !byId.has(entry.id))
  const sample = [...new Set([...silent, ...single.slice(-repeatsAtOnce)])].slice(0, repeatsAtOnce)
  const operations = sample.map(({ entry }) => entry.commands[0])
  const answer = (await client.request('POST', '/sync/batch', { operations })) as {
    results: { status: string; version?: number }[]
  }
  for (const [i, { entry, outcomes }] of sample.entries()) {
    const { status, version = 0 } = answer.results[i] ?? { status: 'nothing' }
    const [before] = outcomes
    const what = `${entry.commands[0]?.type} ${entry.id} of ${name}`
    if (before?.kind === 'confirmed' && (status !== 'duplicate' || version > before.version)) {
      story.wrong('I8', `${what}, confirmed at ${before.version}, is now ${status} at ${version}`)
    }
    if (before?.kind === 'refused' && status !== 'rejected')
      story.wrong('I8', `${what}, refused before, is now ${status}`)
  }
}
