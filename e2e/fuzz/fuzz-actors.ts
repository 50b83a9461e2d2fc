import { createHmac, randomUUID } from 'node:crypto'
import { type Role, roles } from '@qtable/domain'
import { openTokens } from '../../apps/server/src/accounts/tokens.ts'
import type { Random } from '../random.ts'
import type { FuzzTenant } from './fuzz-tenants.ts'

/** Who sends a request. */
export interface FuzzActor {
  name: string
  /** Whose texts an answer may hold. */
  tenant: 'busy' | 'quiet' | undefined
  /** Undefined for a caller whose token must not let them in. */
  role: Role | undefined
  token: string | undefined
  /** Reads alone: the other restaurant must stay as it is. */
  onlyReads: boolean
}

/** The people of the restaurant under load, those of the quiet one, and callers with tokens that must not work. */
export interface FuzzActors {
  /** Any of them. */
  any(random: Random): FuzzActor
  /** People whose sessions may end. */
  expendable(random: Random): FuzzActor
  /** Every token of the run that is valid or was. */
  readonly tokens: readonly string[]
}

export async function openFuzzActors(
  { busy, quiet }: { busy: FuzzTenant; quiet: FuzzTenant },
  secretKey: string,
): Promise<FuzzActors> {
  const member = (role: Role): FuzzActor => ({
    ...{ name: role, tenant: 'busy', role, token: busy.tokens[role], onlyReads: false },
  })
  const reader = (role: Role): FuzzActor => ({
    ...{ name: `quiet ${role}`, tenant: 'quiet', role, token: quiet.tokens[role], onlyReads: true },
  })
  const outsider = (name: string, token: string | undefined): FuzzActor => ({
    ...{ name, tenant: undefined, role: undefined, token, onlyReads: false },
  })
  const outsiders = [
    outsider('nobody', undefined),
    outsider('former', busy.formerToken),
    ...(await brokenTokens(busy.tokens.owner, secretKey)).map(([name, token]) => outsider(name, token)),
  ]
  const spare = busy.expendable.map(
    ({ session }): FuzzActor => ({ ...member('host'), name: 'expendable', token: session.access_token }),
  )
  const [owner, ...others] = roles.map(member)
  const members = [owner, owner, owner, ...others].filter((one) => one !== undefined)
  const readers = roles.map(reader)
  return {
    any(random) {
      const chance = random.next()
      if (chance < 0.72) return random.one(members)
      return random.one(chance < 0.84 ? readers : outsiders)
    },
    expendable: (random) => random.one(spare),
    tokens: [...members, ...readers, ...outsiders, ...spare].flatMap(({ token }) => token ?? []),
  }
}

/** Tokens that are made of a valid one, or as one is made, and are none. */
async function brokenTokens(valid: string, secretKey: string): Promise<[string, string][]> {
  const now = () => Date.now()
  const issuer = (key: string) => openTokens({ secretKey: key, accessTokenMinutes: 15, refreshTokenDays: 30, now })
  const [head = '', payload = '', signature = ''] = valid.split('.')
  const said = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
    sub: string
    restaurant_id: number
    sid: string
  }
  const { sub: userId, restaurant_id: restaurantId, sid: sessionId } = said
  const claims = { userId, restaurantId, sessionId, role: 'owner' as const }
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const none = encode({ alg: 'none', typ: 'at+jwt' })
  const otherKind = encode({ alg: 'HS256', typ: 'JWT' })
  const signed = (text: string, key: string) => `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`
  const raised = encode({ ...said, restaurant_id: restaurantId + 1 })
  return [
    ['expired', await issuer(secretKey).sign(claims, Date.now() - 3_600_000)],
    ['of another key', await issuer(randomUUID()).sign(claims)],
    ['of no session', await issuer(secretKey).sign({ ...claims, sessionId: randomUUID() })],
    ['without algorithm', `${none}.${payload}.`],
    ['of another restaurant', `${head}.${raised}.${signature}`],
    ['signed with the plain secret', signed(`${otherKind}.${payload}`, secretKey)],
    ['without its signature', `${head}.${payload}.`],
    ['cut', valid.slice(0, -4)],
    ['long', 'a'.repeat(5000)],
    ['spaced', `${valid} ${valid}`],
  ]
}
