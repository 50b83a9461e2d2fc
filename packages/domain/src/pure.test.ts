import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

// A command that reads a clock or a random number decides otherwise on the server than on the device.
const impure =
  /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomUUID\(|\bgetRandomValues\(|\bprocess\.|\bperformance\./

test('the domain reaches no clock, no random numbers and no process', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.includes('test'),
  )
  expect(files.length).toBeGreaterThan(20)
  expect(files.filter((file) => impure.test(readFileSync(`${import.meta.dirname}/${file}`, 'utf8')))).toEqual([])
})
