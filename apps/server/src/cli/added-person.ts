import type { AddedPerson } from '../accounts/administration.ts'

/** What the operator reads about a person whom they added: their password, or the link to hand over. */
export function linesAbout(
  { account, invitation }: AddedPerson,
  given: { email: string; role: string; restaurantId: number; password: string; isGenerated: boolean },
): string[] {
  const { email, role, restaurantId } = given
  if (invitation) {
    return [
      `${email} is invited: nobody has proven yet that the address of its account is theirs.`,
      linkLine(invitation),
    ]
  }
  const lines = [`${email} is ${role} of restaurant ${restaurantId}.`]
  if (account?.isNew && given.isGenerated) lines.push(`Password: ${given.password}`)
  if (account && !account.isNew) lines.push('The account of this address keeps its password.')
  return lines
}

/** A link to hand over. It stands below the address of the server, which the command line does not know. */
export function linkLine({ link, expires_at }: { link: string; expires_at: string }): string {
  return `Link, below the address of the server, until ${expires_at}: ${link}`
}
