import type { Config } from '../config.ts'

/** The input and output of the command line. */
export interface Terminal {
  out(line: string): void
  err(line: string): void
  /** Reads standard input to its end. */
  input(): Promise<string>
}

/** What every command of the command line works with. */
export interface CliContext {
  /** Reads the configuration. Throws `StartError` if it is invalid. */
  config: () => Config
  terminal: Terminal
}
