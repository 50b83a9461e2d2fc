/** An answered request. `route` is a pattern, never a path: a path per id would grow without end. */
export interface Answered {
  method: string
  route: string
  status: number
  seconds: number
}

/** How long requests took, by method, route and status: a histogram as Prometheus has it. */
export interface RequestDurations {
  observe(answered: Answered): void
  /** In the text format of Prometheus. */
  text(): string
}

interface Series {
  method: string
  route: string
  status: number
  sum: number
  count: number
  /** How many fell into each bucket, and no lower one. */
  inBucket: number[]
}

/**
 * Counts in plain numbers: of what a read that is at hand costs, the histogram of prom-client, which looks its labels up
 * as text, would be a twentieth (measured).
 */
export function openRequestDurations({ name, help }: { name: string; help: string }, buckets: readonly number[]) {
  const byRoute = new Map<string, Series[]>()

  function seriesOf({ method, route, status }: Answered): Series {
    let ofRoute = byRoute.get(route)
    if (!ofRoute) {
      ofRoute = []
      byRoute.set(route, ofRoute)
    }
    for (const series of ofRoute) if (series.status === status && series.method === method) return series
    const series = { method, route, status, sum: 0, count: 0, inBucket: buckets.map(() => 0) }
    ofRoute.push(series)
    return series
  }

  function linesOf({ method, route, status, sum, count, inBucket }: Series): string[] {
    const labels = `method="${method}",route="${route}",status="${status}"`
    let upTo = 0
    const lines = buckets.map((le, i) => {
      upTo += inBucket[i] ?? 0
      return `${name}_bucket{le="${le}",${labels}} ${upTo}`
    })
    return [
      ...lines,
      `${name}_bucket{le="+Inf",${labels}} ${count}`,
      `${name}_sum{${labels}} ${sum}`,
      `${name}_count{${labels}} ${count}`,
    ]
  }

  return {
    observe(answered) {
      const series = seriesOf(answered)
      const { seconds } = answered
      series.sum += seconds
      series.count += 1
      const bucket = buckets.findIndex((le) => seconds <= le)
      if (bucket !== -1) series.inBucket[bucket] = (series.inBucket[bucket] ?? 0) + 1
    },
    text() {
      const lines = [...byRoute.values()].flat().flatMap(linesOf)
      return [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`, ...lines, ''].join('\n')
    },
  } satisfies RequestDurations
}
