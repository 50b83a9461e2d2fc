import { readFileSync } from 'node:fs'
import path from 'node:path'
import { JavaGenerator, KotlinGenerator, TypeScriptGenerator } from '@asyncapi/modelina'
import { Parser } from '@asyncapi/parser'

// Checks that the AsyncAPI document is valid, has its channels, and that a generator names every model after a schema or a
// channel of the document.

const channels = ['/realtime', '/ws/restaurant/sync']
const file = path.join(import.meta.dirname, 'documents/asyncapi.json')
const text = readFileSync(file, 'utf8')
const faults: string[] = []

const { document, diagnostics } = await new Parser().parse(text)
// 0 is an error, 1 a warning.
for (const { severity, path: place, message } of diagnostics) {
  if (severity <= 1) faults.push(`${place.join('.')}: ${message}`)
}
const found = (document?.channels().all() ?? []).map((channel) => channel.address()).sort()
if (found.join() !== channels.join()) faults.push(`the channels are ${found.join(', ')}, not ${channels.join(', ')}`)

const { components, channels: named } = JSON.parse(text) as {
  components: { schemas: object; messages: object }
  channels: object
}
const known = new Set([...Object.keys(components.schemas), ...Object.keys(named)].map((name) => name.toLowerCase()))
const generators = { TypeScript: TypeScriptGenerator, Kotlin: KotlinGenerator, Java: JavaGenerator }
for (const [language, Generator] of Object.entries(generators)) {
  const models = await new Generator().generate(JSON.parse(text))
  // A channel is a union of its messages: a model without text in the languages that have no unions.
  const names = models.filter(({ result }) => result !== '').map(({ modelName }) => modelName)
  const unnamed = names.filter((name) => !known.has(name.toLowerCase()))
  if (unnamed.length > 0) faults.push(`${language}: the models ${unnamed.join(', ')} have no name in the document`)
  for (const message of Object.keys(components.messages)) {
    if (!names.includes(message)) faults.push(`${language}: no model of the message ${message}`)
  }
}

for (const fault of faults) process.stderr.write(`asyncapi.json: ${fault}\n`)
if (faults.length > 0) process.exitCode = 1
else process.stdout.write('asyncapi.json: valid, and every model has a name.\n')
