import { Problem } from '@qtable/domain'
import { Command, CommanderError } from 'commander'
import { loadConfig } from '../config.ts'
import { StartError } from '../start-error.ts'
import { migrate } from './migrate.ts'
import { addRestaurantCommands } from './restaurants.ts'
import { addRestoredCommand } from './restored.ts'
import { serve } from './serve.ts'
import { addTransferCommands } from './transfer.ts'
import { addUserCommands } from './users.ts'

/** What the command line writes; a seam for tests. */
export interface Terminal {
  out(line: string): void
  err(line: string): void
}

const terminal: Terminal = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
}

/**
 * Runs one command line. Gives the exit code: 0 done, 1 it could not be done (one line on standard error says why),
 * 2 the line itself is wrong.
 */
export async function run(args: readonly string[], { out, err }: Terminal = terminal): Promise<number> {
  const world = { config: () => loadConfig(process.env), terminal: { out, err } }
  const program = new Command('qtable')
    .description('QTable: the floor of a restaurant, live on every device.')
    .configureOutput({ writeOut: (text) => out(text.trimEnd()), writeErr: (text) => err(text.trimEnd()) })
    .exitOverride()
    .showHelpAfterError('(--help shows what there is)')
  program
    .command('serve')
    .description('serve QTable until SIGTERM or SIGINT; settings come from the environment (see .env.example)')
    .action(() => serve(world))
  program
    .command('migrate')
    .description('bring the database to the schema of this version; serve does so by itself')
    .action(() => migrate(world))
  addUserCommands(program, world)
  addRestaurantCommands(program, world)
  addTransferCommands(program, world)
  addRestoredCommand(program, world)
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
  // Commander has printed its own words already; asking for help is no mistake.
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
