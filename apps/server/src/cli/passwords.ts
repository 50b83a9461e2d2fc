import { randomInt } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { parse } from '@qtable/domain'
import { NewPassword } from '@qtable/protocol'

// No letters that look alike on paper.
const letters = 'abcdefghijkmnpqrstuvwxyz23456789'

/** A password to hand over: 4 groups of 4, 80 bits. */
export function makePassword(): string {
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')
  return [group(), group(), group(), group()].join('-')
}

/**
 * The password of a command: from standard input with `--password-stdin`, else a new one. Never from an argument, which
 * every user of the machine could read.
 */
export async function passwordFor({ passwordStdin }: { passwordStdin?: boolean }): Promise<{
  password: string
  made: boolean
}> {
  if (!passwordStdin) return { password: makePassword(), made: true }
  const given = (await text(process.stdin)).replace(/\r?\n$/, '')
  return { password: parse(NewPassword, given, 'password'), made: false }
}
