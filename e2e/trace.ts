import { createHash } from 'node:crypto'

/** What happened in one run, line by line, and a hash over all lines. Two runs are the same if their hashes are equal. */
export interface Trace {
  /** Adds a line: at this time, `source` did or met `event`. */
  record(source: string, event: string): void
  /** A short alias of an id, the same in every run of a seed. */
  alias(id: string | null | undefined): string
  /** The latest lines, `keptLines` of them. */
  lines(): readonly string[]
  /** Over every line so far, in 16 hexadecimal digits. */
  hash(): string
}

/** Opens a trace on a clock in milliseconds. */
export function openTrace({ nowMs, keptLines }: { nowMs: () => number; keptLines: number }): Trace {
  const digest = createHash('sha256')
  const startedAt = nowMs()
  const aliases = new Map<string, string>()
  const lines: string[] = []

  return {
    record(source, event) {
      const line = `${((nowMs() - startedAt) / 1000).toFixed(4).padStart(9)}  ${source.padEnd(12)} ${event}`
      digest.update(line)
      lines.push(line)
      if (lines.length > 2 * keptLines) lines.splice(0, keptLines)
    },
    alias(id) {
      if (!id) return 'nobody'
      let alias = aliases.get(id)
      if (!alias) {
        alias = `#${aliases.size + 1}`
        aliases.set(id, alias)
      }
      return alias
    },
    lines: () => (lines.length > keptLines ? lines.slice(-keptLines) : lines),
    hash: () => digest.copy().digest('hex').slice(0, 16),
  }
}
