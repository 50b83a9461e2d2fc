/** Why the process cannot start or go on: one line a person can act on, without a stack and without secrets. */
export class StartError extends Error {
  override readonly name = 'StartError'
}
