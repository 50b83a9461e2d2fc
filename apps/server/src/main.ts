import { run } from './cli/cli.ts'
import { keepTicksFast } from './keep-ticks-fast.ts'

keepTicksFast()
process.exitCode = await run(process.argv.slice(2))
