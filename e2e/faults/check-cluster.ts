import { canonicalFloor, openReplica } from '../../apps/server/src/sockets/testing/replica.ts'
import { openApiClient } from '../api-client.ts'
import type { Checker } from '../checker.ts'
import { checkChange, checkRepeats } from './check-changes.ts'
import type { FaultyNode } from './faulty-node.ts'
import { type ActivityTransaction, readLog } from './read-log.ts'
import type { TestCluster } from './test-cluster.ts'

/** What the checks at the end have counted. */
export interface ClusterCounts {
  versions: number
  confirmed: number
  refused: number
  refusedLocally: number
}

/** Once all are equal: compares what every client was told with the log, and with the floor that every node has. */
export async function checkCluster(cluster: TestCluster, checker: Checker): Promise<ClusterCounts> {
  const { nodes, devices, roamer, initialSync, token } = cluster
  const [firstNode] = nodes
  if (!firstNode) throw new Error('The cluster has no nodes')
  const log = await readLog(clientOf(firstNode, token))
  const byId = new Map(log.map((logged) => [logged.transaction_id, logged]))
  checker.check('I8', byId.size === log.length, () => 'a transaction is in the log twice')
  const expected = await checkFloors(cluster, checker)
  replayLog({ initialSync, log, expected, checker })
  checkListeners(cluster, { log, expected, checker })
  checkRoamer(cluster, { log, byId, checker })
  const counts: ClusterCounts = { versions: log.length, confirmed: 0, refused: 0, refusedLocally: 0 }
  for (const device of devices) {
    counts.refusedLocally += device.refusedLocally
    for (const change of device.changes.values()) {
      const outcome = checkChange(device, change, { byId, checker })
      if (outcome) counts[outcome] += 1
    }
    await checkRepeats(device, { byId, checker })
  }
  const sent = new Set([
    ...devices.flatMap(({ changes }) => [...changes.keys()]),
    ...roamer.acknowledged.map(({ transactionId }) => transactionId),
  ])
  for (const { transaction_id, version, command } of log) {
    const isExpected = version <= (initialSync.version as number) || sent.has(transaction_id)
    checker.check('I8', isExpected, () => `nobody sent ${command} ${transaction_id}`)
  }
  return counts
}

/** Every node and device has the same floor; returns it as canonical JSON. */
async function checkFloors({ nodes, devices, token }: TestCluster, checker: Checker): Promise<string> {
  const fullOf = async (node: FaultyNode) => canonicalFloor(await clientOf(node, token).call('GET', '/sync/full'))
  const [expected = '', ...others] = await Promise.all(nodes.map(fullOf))
  for (const [i, other] of others.entries()) {
    checker.check('I3', other === expected, () => `${nodes[i + 1]?.name} and ${nodes[0]?.name} have different floors`)
  }
  for (const { name, client } of devices) {
    const isEqual = client.base !== undefined && canonicalFloor({ ...client.base }) === expected
    checker.check('I3', isEqual, () => `${name} has another floor than the nodes`)
    checker.check('I17', client.view === client.base, () => `${name} shows more than what is confirmed`)
  }
  return expected
}

function clientOf({ port }: FaultyNode, token: string) {
  return openApiClient(`http://127.0.0.1:${port}`, token)
}

/** The log is dense, keeps guests and tables in agreement at each version, and leads to the floor of the nodes. */
function replayLog(given: {
  initialSync: Record<string, unknown>
  log: readonly ActivityTransaction[]
  expected: string
  checker: Checker
}): void {
  const { initialSync, log, expected, checker } = given
  const replica = openReplica()
  replica.reset(initialSync)
  let problem: unknown
  try {
    for (const { version, changes } of log) {
      if (version <= (initialSync.version as number)) continue
      replica.take({
        type: 'atomic_transaction_complete',
        prev_version: version - 1,
        version,
        changes: changes.map(({ after, ...change }) => ({ ...change, data: after })),
      })
    }
  } catch (error) {
    problem = error
  }
  checker.check('I1', problem === undefined, () => `the log: ${problem}`)
  checker.check('I2', replica.text() === expected, () => 'the log leads to another floor than the nodes have')
}

type Truth = { log: readonly ActivityTransaction[]; checker: Checker }

function checkListeners({ listeners }: TestCluster, { log, expected, checker }: Truth & { expected: string }): void {
  const idAt = new Map(log.map(({ version, transaction_id }) => [version, transaction_id]))
  for (const { name, transactionIds, text } of listeners) {
    checker.check('I2', text() === expected, () => `${name} has another floor than the nodes`)
    for (const [version, id] of transactionIds) {
      checker.check('I7', idAt.get(version) === id, () => `${name} heard of ${id} at ${version}; it is not in the log`)
    }
  }
}

function checkRoamer(
  { roamer }: TestCluster,
  { log, byId, checker }: Truth & { byId: ReadonlyMap<string, ActivityTransaction> },
): void {
  for (const { transactionId, guestId, version } of roamer.acknowledged) {
    const logged = byId.get(transactionId)
    const isCreated = logged?.changes.some(({ entity_id, action }) => entity_id === guestId && action === 'create')
    checker.check(
      'I6',
      isCreated === true && logged?.version === version,
      () => `${transactionId} was acknowledged at ${version} and is in the log at ${logged?.version}`,
    )
  }
  for (const { guestId, from, to } of roamer.missing) {
    const isDeleted = log
      .filter(({ version }) => version > from && version <= to)
      .some(({ changes }) => changes.some(({ entity_id, action }) => entity_id === guestId && action === 'delete'))
    checker.check('I5', isDeleted, () => `the party ${guestId} of version ${from} is missing at version ${to}`)
  }
}
