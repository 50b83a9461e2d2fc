import { createServer } from 'node:http'
import type { Logger } from 'pino'
import { openGuard, reportUnexpected } from '../guarded.ts'
import type { Metrics } from '../observability/metrics.ts'
import { listenError } from '../start-error.ts'

/** Serves the metrics on a port that a firewall keeps inside. Resolves when it listens; the result closes it. */
export async function openMetricsServer(options: {
  port: number
  host: string
  metrics: Metrics
  log: Logger
}): Promise<{ close(): Promise<void> }> {
  const { port, host, metrics, log } = options
  const guard = openGuard({ where: 'request', log })
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    guard(async () => {
      if (request.url !== '/metrics' || request.method !== 'GET') {
        response.writeHead(404).end()
        return
      }
      const text = await metrics.text()
      response.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' }).end(text)
    })()
  })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject).listen(port, host, resolve)
  try {
    await promise
  } catch (error) {
    throw listenError(error, { variable: 'METRICS_PORT', port, host })
  }
  // A connection that cannot be accepted is an event of the server.
  server.on('error', (error) => reportUnexpected(error, { where: 'request', log }))
  return {
    async close() {
      const closed = new Promise((done) => server.close(done))
      server.closeAllConnections()
      await closed
    },
  }
}
