import type { Config } from '../config.ts'

/** Where the command line writes; a parameter for tests. */
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
