import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

// One exported name has one meaning in the whole repository. This lists the names that several files export, and fails
// where there is one. An `export … from` hands a name on and does not count.

const declaration =
  /^export (?:declare )?(?:async )?(?:abstract )?(?:function\*?|const|let|class|interface|type|enum) ([A-Za-z_$][\w$]*)/gm

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && !file.endsWith('.d.ts') && !file.startsWith('tools/contracts/'))

const homes = new Map<string, Set<string>>()
for (const file of files) {
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(declaration)) {
    homes.set(name, (homes.get(name) ?? new Set()).add(file))
  }
}

const twice = [...homes].filter(([, where]) => where.size > 1).sort(([a], [b]) => (a < b ? -1 : 1))
for (const [name, where] of twice) process.stderr.write(`${name}: ${[...where].join(', ')}\n`)
if (twice.length > 0) {
  process.stderr.write(`${twice.length} exported names have more than one home. Rename all but one.\n`)
  process.exitCode = 1
}
