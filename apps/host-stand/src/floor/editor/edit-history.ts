/** An edited value with its undo and redo steps. Immutable. */
export interface EditHistory<T> {
  readonly past: readonly T[]
  readonly present: T
  readonly future: readonly T[]
  /** What the last step was about: consecutive steps about the same thing are one. */
  readonly about: string
}

const longest = 200

export function editHistory<T>(present: T): EditHistory<T> {
  return { past: [], present, future: [], about: '' }
}

/** Adds a step. Consecutive steps with the same `about` are undone together: a drag, or typing. */
export function stepped<T>(history: EditHistory<T>, present: T, about = ''): EditHistory<T> {
  if (present === history.present) return history
  const isOneStep = about !== '' && about === history.about
  const past = isOneStep ? history.past : [...history.past, history.present].slice(-longest)
  return { past, present, future: [], about }
}

export function undone<T>({ past, present, future, ...rest }: EditHistory<T>): EditHistory<T> {
  const before = past.at(-1)
  if (before === undefined) return { past, present, future, ...rest }
  return { past: past.slice(0, -1), present: before, future: [present, ...future], about: '' }
}

export function redone<T>({ past, present, future, ...rest }: EditHistory<T>): EditHistory<T> {
  const [next, ...later] = future
  if (next === undefined) return { past, present, future, ...rest }
  return { past: [...past, present], present: next, future: later, about: '' }
}
