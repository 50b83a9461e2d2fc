import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { invariants } from './invariants.ts'
import { root, type TaggedTest, taggedTests } from './tagged-tests.ts'

// npm run invariants -- report.json …: writes docs/invariants.md from the names of the tests, and from the reports that
// `vitest --reporter=json` wrote about `npm test` and `npm run test:deep`, or about several runs of a part each.

interface VitestReport {
  testResults: { name: string; assertionResults: { ancestorTitles: string[]; title: string; status: string }[] }[]
}

/** How many tests of this name passed. */
function casesOf({ name }: TaggedTest, passed: readonly string[]): number {
  const parts = name.split(/%[a-z%]|\$[\w.]+/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const pattern = new RegExp(`(^| > )${parts.join('.*')}($| > )`)
  return passed.filter((title) => pattern.test(title)).length
}

function readReport(file: string): string[] {
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as VitestReport
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed')
    .map(({ ancestorTitles, title }) => [...ancestorTitles, title].join(' > '))
}

const reports = process.argv.slice(2)
if (reports.length === 0) throw new Error('Usage: npm run invariants -- <report of vitest --reporter=json> …')
const passed = reports.flatMap(readReport)
const tests = taggedTests().map((test) => ({ ...test, cases: casesOf(test, passed) }))

const cell = (text: string) => text.replaceAll('|', '\\|')
const sections = Object.entries(invariants).map(([invariant, says]) => {
  const own = tests.filter((test) => test.invariants.includes(invariant))
  const rows = own.map(({ name, file, cases }) => `| ${cell(name)} | \`${file}\` | ${cases} |`)
  const count = own.reduce((sum, { cases }) => sum + cases, 0)
  return `## ${invariant}\n\n${says}. ${count} ${count === 1 ? 'case' : 'cases'}.\n\n| test | file | cases |\n|---|---|---|\n${rows.join('\n')}\n`
})

const opening = `# Invariants

What must always hold, and the tests that check it. \`npm run invariants\` writes this page from the names of the tests and
the report of a run. A case is one test that ran and passed; a case of the simulation, of the faults or of a property is
many runs in itself. [e2e/README.md](../e2e/README.md) describes the simulation and the faults.

| run | what happens in it |
|---|---|
| \`npm run faults -- --seeds 50\` | for each seed three nodes, PostgreSQL, Redis, 8 devices × 500 operations and 26 faults |
| \`npm run simulate\` | for each seed clients, nodes and a hostile network on a virtual clock, with thousands of checks of I1 to I20, I35 and I36 |
| \`npm test\` | most of what is below, and twelve seconds of the simulation |
| \`npm run test:deep\` | the rest, in files that end in \`.deep.test.ts\`: two minutes of further seeds, and one short run with each kind of fault |
`

writeFileSync(path.join(root, 'docs/invariants.md'), `${opening}\n${sections.join('\n')}`)
process.stdout.write(`${tests.length} tests of ${Object.keys(invariants).length} invariants\n`)
