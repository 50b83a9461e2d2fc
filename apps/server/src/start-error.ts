/** Why the process cannot start or continue: one line that an operator can act on, without a stack or secrets. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/** What a failure to listen means to who starts the server. `variable`: the setting of the port. */
export function listenError(
  error: unknown,
  { variable, port, host }: { variable: 'PORT' | 'METRICS_PORT'; port: number; host: string },
): unknown {
  switch ((error as { code?: unknown }).code) {
    case 'EADDRINUSE':
      return new StartError(
        `${variable} ${port} is in use by another process; stop that one, or set another ${variable}`,
      )
    case 'EACCES':
      return new StartError(`${variable} ${port} needs more rights than this user has; set one of 1024 or more`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return new StartError(`HOST must be an address of this machine, such as 0.0.0.0 or 127.0.0.1, not ${host}`)
    default:
      return error
  }
}
