import { text } from 'node:stream/consumers'
import { Problem } from '@qtable/domain'
import { Command, CommanderError } from 'commander'
import { loadConfig } from '../config.ts'
import { StartError } from '../start-error.ts'
import type { CliContext, Terminal } from './cli-context.ts'
import { addMigrateCommand } from './migrate-command.ts'
import { addRestaurantCommands } from './restaurant-commands.ts'
import { addRestoredCommand } from './restored-command.ts'
import { addServeCommand } from './serve-command.ts'
import { addTransferCommands } from './transfer-commands.ts'
import { addUserCommands } from './user-commands.ts'

const stdio: Terminal = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  input: () => text(process.stdin),
}

/**
 * Runs one command line. Returns the exit code: 0 for success, 1 for a failure (one line on standard error says why), 2
 * for an invalid command line.
 */
export async function runCli(
  args: readonly string[],
  { terminal = stdio, env = process.env }: { terminal?: Terminal; env?: NodeJS.ProcessEnv } = {},
): Promise<number> {
  const { out, err } = terminal
  const readConfig = () => {
    const config = loadConfig(env)
    for (const notice of config.notices) err(notice)
    return config
  }
  const context: CliContext = { config: readConfig, terminal }
  const program = new Command('qtable')
    .description('QTable: the floor of a restaurant, live on every device.')
    .configureOutput({ writeOut: (text) => out(text.trimEnd()), writeErr: (text) => err(text.trimEnd()) })
    .exitOverride()
    .showHelpAfterError('(--help lists the commands)')
  addServeCommand(program, context)
  addMigrateCommand(program, context)
  addUserCommands(program, context)
  addRestaurantCommands(program, context)
  addTransferCommands(program, context)
  addRestoredCommand(program, context)
  try {
    if (args.length === 0) {
      program.outputHelp()
      return 2
    }
    await program.parseAsync([...args], { from: 'user' })
    return 0
  } catch (error) {
    return exitCodeOf(error, err)
  }
}

function exitCodeOf(error: unknown, err: (line: string) => void): number {
  // Commander has printed its message already. Its exit code is 0 for --help.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof StartError) {
    err(error.message)
    return 1
  }
  if (error instanceof Problem) {
    err(error.errors ? error.errors.map(({ path, message }) => `${path}: ${message}`).join('\n') : error.detail)
    return 1
  }
  throw error
}
