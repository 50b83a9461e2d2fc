/** An answered request. `route` is a pattern and no path: a label for each id would grow without limit. */
export interface AnsweredRequest {
  method: string
  route: string
  status: number
  seconds: number
}

/** A Prometheus histogram of request durations, by method, route and status. */
export interface RequestDurations {
  observe(answered: AnsweredRequest): void
  /** The text format of Prometheus. */
  text(): string
}

interface Series {
  method: string
  route: string
  status: number
  sum: number
  count: number
  /** The number of requests in each bucket, not cumulative. */
  inBucket: number[]
}

/**
 * Replaces the histogram of prom-client, whose lookup of labels as text is a twentieth of the cost of a read from memory
 * (measured).
 */
export function openRequestDurations({ name, help }: { name: string; help: string }, buckets: readonly number[]) {
  const byRoute = new Map<string, Series[]>()

  function seriesOf({ method, route, status }: AnsweredRequest): Series {
    let seriesOfRoute = byRoute.get(route)
    if (!seriesOfRoute) {
      seriesOfRoute = []
      byRoute.set(route, seriesOfRoute)
    }
    for (const series of seriesOfRoute) if (series.status === status && series.method === method) return series
    const series = { method, route, status, sum: 0, count: 0, inBucket: buckets.map(() => 0) }
    seriesOfRoute.push(series)
    return series
  }

  function linesOf({ method, route, status, sum, count, inBucket }: Series): string[] {
    const labels = `method="${method}",route="${route}",status="${status}"`
    let cumulative = 0
    const lines = buckets.map((le, i) => {
      cumulative += inBucket[i] ?? 0
      return `${name}_bucket{le="${le}",${labels}} ${cumulative}`
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
