import { setTimeout as delay } from 'node:timers/promises'
import type { Fault } from './plan-faults.ts'
import type { TestCluster } from './test-cluster.ts'

/** Injects one fault; resolves when it is over. */
export async function injectFault(cluster: TestCluster, fault: Fault): Promise<void> {
  switch (fault.kind) {
    case 'nodeKilled':
    case 'nodeRestarted': {
      const node = cluster.nodes[fault.node]
      await node?.end(fault.kind === 'nodeKilled' ? 'SIGKILL' : 'SIGTERM')
      await delay(fault.forMs)
      return node?.start()
    }
    case 'databaseStopped':
    case 'databaseKilled': {
      const { postgres, roamer } = cluster
      // Otherwise a node that has just started would have no floor to serve.
      await roamer.readFloors()
      await (fault.kind === 'databaseKilled' ? postgres.kill() : postgres.stop())
      await roamer.probeWithoutDatabase()
      await delay(fault.forMs)
      return postgres.start()
    }
    case 'busDown':
      await cluster.redis?.kill()
      await delay(fault.forMs)
      return cluster.redis?.start()
    case 'connectionsCut':
      return cluster.devices[fault.device]?.proxy.cut()
    case 'connectionsStalled':
    case 'deviceOffline': {
      const proxy = cluster.devices[fault.device]?.proxy
      proxy?.set(fault.kind === 'connectionsStalled' ? 'stalled' : 'closed')
      await delay(fault.forMs)
      return proxy?.set('open')
    }
    case 'networkSlow': {
      const proxy = cluster.devices[fault.device]?.proxy
      proxy?.slow(fault.delayMs)
      await delay(fault.forMs)
      return proxy?.slow(0)
    }
  }
}

/** Takes every device offline and Redis down, until `work` is done. */
export async function whileAllOffline({ redis, devices }: TestCluster, work: () => Promise<void>): Promise<void> {
  await redis?.kill()
  for (const { proxy } of devices) proxy.set('closed')
  await work()
  await redis?.start()
  for (const { proxy } of devices) proxy.set('open')
}
