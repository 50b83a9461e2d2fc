import { createReadStream } from 'node:fs'

/**
 * The lines of a UTF-8 file. Only a line feed ends one, with or without a carriage return before it: `readline` also
 * splits at U+2028 and U+2029, which JSON may hold as they are.
 */
export async function* readLines(file: string, { chunkBytes = 65_536 } = {}): AsyncIterable<string> {
  let rest = ''
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: chunkBytes })) {
    rest += chunk
    if (!chunk.includes('\n')) continue
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield withoutReturn(line)
  }
  if (rest !== '') yield withoutReturn(rest)
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}
