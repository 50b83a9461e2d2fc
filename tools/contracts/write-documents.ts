import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { asyncApiDocument } from '../../apps/server/src/http/documents/asyncapi.ts'
import { openApiDocument } from '../../apps/server/src/http/documents/openapi.ts'

// The documents of the API as files, for tools that read files.

const folder = path.join(import.meta.dirname, 'documents')
mkdirSync(folder, { recursive: true })
for (const [name, document] of Object.entries({ openapi: openApiDocument(), asyncapi: asyncApiDocument() })) {
  writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(document, null, 2)}\n`)
}
