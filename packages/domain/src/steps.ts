/** Work in steps: whoever runs it may do something else between two of them. */
export type Steps<R = void> = Generator<undefined, R, undefined>

/** Runs all steps at once. */
export function runSteps<R>(steps: Steps<R>): R {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
