import { setTimeout as delay } from 'node:timers/promises'
import type { BenchContext } from '../bench-context.ts'
import type { Deployment } from '../deployment/deployment.ts'
import type { BenchRestaurant } from '../deployment/restaurants.ts'
import type { Line, Row } from '../measure/row.ts'
import { percentile } from '../measure/statistics.ts'
import { residentBytes } from '../processes/memory.ts'
import { type Attack, attacks } from './attacks.ts'
import { statusChanges } from './status-changes.ts'

const mostMs = 50
// A few restaurants take 150 MB. An attacker may fill a queue of large changes, pages of the log and bodies on their way.
const mostMegabytes = 1000
const megabyte = 1024 * 1024
const sampleMs = 20

interface Sample extends Record<string, number> {
  p50: number
  p99: number
  count: number
  megabytes: number
}

/** A quiet restaurant makes one change at a time while another tenant, or a stranger, does their worst. */
export const neighbours: Row = {
  name: 'neighbours',
  begins: 'Two restaurants and the default limits; each attack in turn, right after the same seconds without it',
  async run(bench) {
    const lines: Line[] = []
    let most = 0
    // A short run, to test that the row works, attacks in one way.
    for (const attack of attacks.slice(0, bench.scaled(attacks.length))) {
      const { alone, attacked } = await measure(bench, attack)
      most = Math.max(most, attacked.megabytes)
      const memory = `${attacked.megabytes.toFixed(0)} MB at most`
      process.stderr.write(
        `\n  ${attack.name}: p50 ${attacked.p50.toFixed(1)}, p99 ${attacked.p99.toFixed(1)} ms (alone ${alone.p99.toFixed(1)}), ${memory}`,
      )
      lines.push({
        figure: `a change while: ${attack.name} (${memory})`,
        baseline: 'the same change alone, p99',
        unit: 'ms',
        ...{ value: attacked.p99, baselineValue: alone.p99, ratio: attacked.p99 / alone.p99 },
        ...{ p50: attacked.p50, p99: attacked.p99 },
        target: `p99 < ${mostMs} ms`,
        isMet: attacked.p99 < mostMs,
        rounds: { figure: [attacked], baseline: [alone] },
      })
      await bench.close()
    }
    lines.push({
      figure: 'memory of the server, the most in any of these',
      baseline: '–',
      unit: 'MB',
      ...{ value: most, baselineValue: undefined, ratio: undefined },
      target: `< ${mostMegabytes} MB`,
      isMet: most < mostMegabytes,
      rounds: {},
    })
    return lines
  },
}

async function measure(bench: BenchContext, attack: Attack): Promise<{ alone: Sample; attacked: Sample }> {
  // The limits of a server that nobody has configured.
  const deployment = await bench.openDeployment({ restaurants: 2 }, { hasDefaultLimits: true })
  const [quiet, hostile] = deployment.restaurants
  const [token] = hostile?.tokens ?? []
  if (!quiet || token === undefined) throw new Error('the row needs two restaurants')
  const change = await openChanges(bench, deployment, quiet)
  const seconds = Math.max(0.5, 5 * bench.effort.share)
  const attacker = await bench.startAttacker()
  const target = { name: attack.name, port: deployment.server.port, token }
  await attacker.call('prepare', target)
  await change(seconds / 2)
  const alone = await change(seconds)
  await attacker.call('begin', target)
  await delay(500)
  const attacked = await change(seconds)
  await attacker.call('end', {})
  return { alone, attacked }
}

async function openChanges(bench: BenchContext, { server }: Deployment, quiet: BenchRestaurant) {
  const driver = await bench.startDriver()
  await driver.call('openLoop', {
    port: server.port,
    connections: [statusChanges(quiet, 0)],
    expected: { status: 200 },
    keepsTransactions: false,
  })
  return async (seconds: number): Promise<Sample> => {
    let most = 0
    const sample = async () => {
      most = Math.max(most, await residentBytes(server.pid))
    }
    const sampling = setInterval(() => void sample().catch(() => undefined), sampleMs)
    await sample()
    const { latencies, count } = await driver.call('runLoop', { seconds })
    clearInterval(sampling)
    return { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99), count, megabytes: most / megabyte }
  }
}
