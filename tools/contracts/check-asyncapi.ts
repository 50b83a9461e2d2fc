import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Parser } from '@asyncapi/parser'

// The AsyncAPI document is valid, and has the channels that there are.

const channels = ['/realtime', '/ws/restaurant/sync']

const text = readFileSync(path.join(import.meta.dirname, 'documents/asyncapi.json'), 'utf8')
const { document, diagnostics } = await new Parser().parse(text)
// 0 is an error, 1 a warning.
const faults = diagnostics
  .filter(({ severity }) => severity <= 1)
  .map((diagnostic) => `${diagnostic.path.join('.')}: ${diagnostic.message}`)
if (document?.version() !== '3.0.0') faults.push(`the version is ${document?.version()}, not 3.0.0`)
const found = (document?.channels().all() ?? []).map((channel) => channel.address()).sort()
if (found.join() !== channels.join()) faults.push(`the channels are ${found.join(', ')}, not ${channels.join(', ')}`)
for (const fault of faults) process.stderr.write(`asyncapi.json: ${fault}\n`)
if (faults.length > 0) process.exitCode = 1
else process.stdout.write('asyncapi.json is valid.\n')
