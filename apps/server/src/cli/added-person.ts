import type { AddedPerson } from '../accounts/administration.ts'

/** What the operator hands over to a person whom they added: a password, a link, or nothing. */
export function linesAbout(
  { invitation }: AddedPerson,
  { email, password, isGenerated }: { email: string; password: string; isGenerated: boolean },
): string[] {
  if (invitation) {
    return [
      `${email} is invited: the address has an account, and its person joins with this link.`,
      linkLine(invitation),
    ]
  }
  return isGenerated ? [`Password: ${password}`] : []
}

/** A link to hand over. It stands below the address of the server, which the command line does not know. */
export function linkLine({ link, expires_at }: { link: string; expires_at: string }): string {
  return `Link, below the address of the server, until ${expires_at}: ${link}`
}
