import type { Platform } from '../platform.ts'
import type { ServerConnection } from '../transport/connection.ts'

// One ack for many frames.
const intervalMs = 200

/** Tells the server which version this device has applied (SY32). */
export interface Acknowledgements {
  schedule(connection: ServerConnection): void
  stop(): void
}

export function openAcknowledgements(options: { platform: Platform; version: () => number }): Acknowledgements {
  const { platform, version } = options
  let acknowledged = 0
  let timer: unknown
  return {
    schedule(connection) {
      timer ??= platform.setTimeout(() => {
        timer = undefined
        if (version() <= acknowledged) return
        acknowledged = version()
        connection.send({ type: 'ack', version: acknowledged })
      }, intervalMs)
    },
    stop() {
      platform.clearTimeout(timer)
      timer = undefined
      acknowledged = 0
    },
  }
}
