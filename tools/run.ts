import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

// `node tools/run.ts lint biome ci .`: runs a command of the packages in tools/lint, from the folder it is called in.
// Tools that only check the repository are no part of `npm ci`. They are installed here on first use, and again when
// their lock file changes.

const [, , folder = '', command = '', ...args] = process.argv
const tool = path.join(import.meta.dirname, folder)
const lock = readFileSync(path.join(tool, 'package-lock.json'), 'utf8')
const installed = path.join(tool, 'node_modules', '.installed-lock.json')

function run(program: string, given: readonly string[], shell = false): void {
  const bin = path.join(tool, 'node_modules', '.bin')
  const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}` }
  // Commands of packages are scripts for a shell on Windows.
  const { status, error } = shell
    ? spawnSync([program, ...given].join(' '), { stdio: 'inherit', env, shell: true })
    : spawnSync(program, given, { stdio: 'inherit', env })
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
}

if (!existsSync(installed) || readFileSync(installed, 'utf8') !== lock) {
  // The npm that runs this; it is a script for Node.
  const npm = process.env.npm_execpath
  if (!npm) throw new Error('Run this by an npm script')
  run(process.execPath, [npm, 'ci', '--ignore-scripts', '--prefix', tool, '--no-audit', '--no-fund'])
  writeFileSync(installed, lock)
}
run(command, args, true)
