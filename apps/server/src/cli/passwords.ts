import { randomInt } from 'node:crypto'
import { parse } from '@qtable/domain'
import { NewPassword } from '@qtable/protocol'
import type { Terminal } from './cli-context.ts'

// Without letters and digits that look alike on paper.
const characters = 'abcdefghijkmnpqrstuvwxyz23456789'

/** A password to hand over: 4 groups of 4 characters, 80 bits. */
export function generatePassword(): string {
  const group = () => Array.from({ length: 4 }, () => characters[randomInt(characters.length)]).join('')
  return [group(), group(), group(), group()].join('-')
}

/**
 * The password of a command: from standard input with `--password-stdin`, otherwise a generated one. Never an argument,
 * because every user of the machine can read those.
 */
export async function passwordFor(
  { passwordStdin }: { passwordStdin?: boolean },
  { input }: Pick<Terminal, 'input'>,
): Promise<{ password: string; isGenerated: boolean }> {
  if (!passwordStdin) return { password: generatePassword(), isGenerated: true }
  const given = (await input()).replace(/\r?\n$/, '')
  return { password: parse(NewPassword, given, 'password'), isGenerated: false }
}
