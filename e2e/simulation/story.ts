import { createHash } from 'node:crypto'
import type { Timeline } from './timeline.ts'

/** What happened, as people read it; and a hash over all of it, to tell whether two runs were the same. */
export interface Story {
  tell(who: string, what: string): void
  /** A short name of an id: the same in every run of a seed. */
  name(id: string | null | undefined): string
  /** The last lines. */
  last(count: number): string[]
  /** Over every line so far. */
  hash(): string
}

const kept = Number(process.env.SIM_LINES ?? 200)

export function openStory(timeline: Timeline): Story {
  const digest = createHash('sha256')
  const startedAt = timeline.now
  const names = new Map<string, string>()
  const lines: string[] = []

  return {
    tell(who, what) {
      const line = `${((timeline.now - startedAt) / 1000).toFixed(4).padStart(9)}  ${who.padEnd(12)} ${what}`
      digest.update(line)
      lines.push(line)
      if (lines.length > 2 * kept) lines.splice(0, kept)
    },
    name(id) {
      if (!id) return 'nobody'
      let name = names.get(id)
      if (!name) {
        name = `#${names.size + 1}`
        names.set(id, name)
      }
      return name
    },
    last: (count) => lines.slice(-count),
    hash: () => digest.copy().digest('hex').slice(0, 16),
  }
}
