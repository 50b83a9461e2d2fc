/** An invariant of docs/invariants.md that did not hold. */
export interface Wrong {
  invariant: string
  line: string
}

/** What happened in a run, and what should not have. */
export interface Story {
  readonly lines: readonly string[]
  readonly wrongs: readonly Wrong[]
  tell(line: string): void
  /** Something that must never be; the first hundred are kept. */
  wrong(invariant: string, line: string): void
}

const wrongsKept = 100

export function openStory(): Story {
  const start = performance.now()
  const lines: string[] = []
  const wrongs: Wrong[] = []
  function tell(line: string): void {
    lines.push(`${((performance.now() - start) / 1000).toFixed(2).padStart(7)} s  ${line}`)
  }
  return {
    lines,
    wrongs,
    tell,
    wrong(invariant, line) {
      if (wrongs.length >= wrongsKept) return
      wrongs.push({ invariant, line })
      tell(`WRONG [${invariant}]: ${line}`)
    },
  }
}
