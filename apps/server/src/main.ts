import { existsSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import path from 'node:path'
import { disablePretenuring } from './disable-pretenuring.ts'

disablePretenuring()

// Keeps the compiled sources between starts: compiling them takes a third of a start. Covers only what is imported later.
enableCompileCache(path.join(import.meta.dirname, '../../../node_modules/.cache/qtable'))
// What the environment has already stands above the file.
if (existsSync('.env')) process.loadEnvFile()
const { runCli } = await import('./cli/cli.ts')

process.exitCode = await runCli(process.argv.slice(2))
