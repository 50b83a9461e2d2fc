import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Effort, OtherCheckout } from '../bench-context.ts'
import type { Cluster } from './cluster.ts'
import type { Deployment, openDeployment } from './deployment.ts'
import type { FloorFill } from './restaurants.ts'

/**
 * Deployments of the checkout in `folder`, made by its own code: its migrations, its commands and its server. Its packages
 * must be installed.
 */
export async function openOtherCheckout(
  folder: string,
  { cluster, effort }: { cluster: Cluster; effort: Effort },
): Promise<OtherCheckout> {
  const load = async <T>(file: string) => (await import(pathToFileURL(path.resolve(folder, file)).href)) as T
  const isEarlier = existsSync(path.resolve(folder, earlierFile))
  const open = isEarlier
    ? (await load<EarlierLayout>(earlierFile)).openWorld({ cluster, effort }).openStand
    : async (fill: FloorFill) => (await load<CurrentLayout>(currentFile)).openDeployment(cluster, fill)
  const deployments = new Set<Deployment>()
  return {
    async openDeployment(fill) {
      const deployment = await open(fill)
      deployments.add(deployment)
      return deployment
    },
    async close() {
      for (const deployment of deployments) await deployment.close()
      deployments.clear()
    },
  }
}

const currentFile = 'bench/deployment/deployment.ts'

interface CurrentLayout {
  openDeployment: typeof openDeployment
}

// Checkouts up to November 2026 have it here.
const earlierFile = 'bench/world/world.ts'

interface EarlierLayout {
  openWorld(options: { cluster: Cluster; effort: Effort }): { openStand(fill: FloorFill): Promise<Deployment> }
}
