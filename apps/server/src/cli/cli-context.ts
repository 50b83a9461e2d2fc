import type { Config } from '../config.ts'

/** The output of the command line. Tests pass their own. */
export interface Terminal {
  out(line: string): void
  err(line: string): void
}

/** What every command of the command line works with. */
export interface CliContext {
  /** Reads the configuration. Throws `StartError` if it is invalid. */
  config: () => Config
  terminal: Terminal
}
