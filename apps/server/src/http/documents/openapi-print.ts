import { writeFileSync } from 'node:fs'
import { openApiDocument } from './openapi.ts'

// The document as a file, for tools that read files: openapi-print.ts <file>.
const [, , file] = process.argv
if (file === undefined) throw new Error('Say which file to write to')
writeFileSync(file, `${JSON.stringify(openApiDocument(), null, 2)}\n`)
