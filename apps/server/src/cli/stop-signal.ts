const lookMs = 250

// SIGHUP is a terminal that is closed, SIGQUIT its Ctrl-\.
const stopSignals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const

/**
 * Resolves with the first signal that asks this process to end. Later ones change nothing: without a listener a second
 * one, such as npm passes on beside the one to the whole group, would end this process at once and leave PostgreSQL.
 *
 * npm runs a script in a shell, and a shell that is ended ends alone: under npm the death of the parent counts as SIGTERM,
 * or the server would go on without anybody knowing.
 */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of stopSignals) process.on(signal, resolve)
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

/** Ends this process at the first signal, as the exit of a program: PostgreSQL of its own is told to end too. */
export function exitAtSignal(): () => void {
  const exit = () => process.exit(1)
  for (const signal of stopSignals) process.on(signal, exit)
  return () => {
    for (const signal of stopSignals) process.off(signal, exit)
  }
}
