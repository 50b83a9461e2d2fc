/** Why the process cannot start or continue: one line that an operator can act on, without a stack or secrets. */
export class StartError extends Error {
  override readonly name = 'StartError'
}
