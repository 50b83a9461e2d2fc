const lookMs = 250

/**
 * Resolves with the signal that asks this process to end. npm runs a script in a shell, and a shell that is ended ends
 * alone: under npm the death of the parent counts as SIGTERM, or the server would go on without anybody knowing.
 */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve)
    process.once('SIGINT', resolve)
    if (process.env.npm_lifecycle_event === undefined) return
    const parent = process.ppid
    const timer = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(timer)
      resolve('SIGTERM')
    }, lookMs)
    timer.unref()
  })
}
