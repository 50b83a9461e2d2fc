import { enableCompileCache } from 'node:module'
import path from 'node:path'
import { keepYoung } from './keep-young.ts'

keepYoung()

// What Node makes of the sources (types taken out, compiled) stays beside the packages where it may be written: to make
// it anew is a third of a start. It is enabled before anything is loaded that it should hold.
enableCompileCache(path.join(import.meta.dirname, '../../../node_modules/.cache/qtable'))
const { run } = await import('./cli/cli.ts')

process.exitCode = await run(process.argv.slice(2))
