import { type Role, roles } from '@qtable/domain'
import type { Session } from '@qtable/protocol'
import { type ApiClient, addByInvitation, openApiClient } from '../api-client.ts'
import type { Random } from '../random.ts'

/** The kinds of entities that a request may name by id. */
export type IdKind = 'guest' | 'table' | 'reservation' | 'section' | 'combination' | 'user' | 'invitation'

/** A restaurant whose every text holds its canary. */
export interface FuzzTenant {
  restaurantId: number
  /** In lower case: no answer to anybody else holds one of them. */
  canaries: readonly string[]
  owner: ApiClient
  tokens: Readonly<Record<Role, string>>
  /** Sessions and addresses of people whom a run may sign out, remove and lock out. */
  expendable: readonly { session: Session; email: string; password: string }[]
  /** The secrets of links that work, until somebody uses them. */
  linkSecrets: readonly string[]
  /** The token of a person who was removed. */
  formerToken: string
  ownerEmail: string
  ids: Readonly<Record<IdKind, readonly string[]>>
  /** Where its feed was once it was filled. */
  cursor: string
  /** The full sync once it was filled. */
  initialSync: Record<string, unknown>
}

const password = 'a long phrase that nobody sends'
/** The password of the expendable people, which requests may send. */
export const sparePassword = 'another phrase that is sent'

/** Registers a restaurant and fills every text of it with a canary; its ids follow from the seed. */
export async function openFuzzTenant(
  url: string,
  { name, random }: { name: string; random: Random },
): Promise<FuzzTenant> {
  const word = `canary${name}${random.int(2 ** 32).toString(36)}`
  const digits = String(10_000_000 + random.int(89_999_999))
  const ownerEmail = `owner@${name}.example`
  const registered = await openApiClient(url).call<Session>('POST', '/auth/register', {
    ...{ restaurantName: `${word} restaurant`, timezone: 'Europe/Berlin' },
    ...{ name: `${word} owner`, email: ownerEmail, password },
  })
  const owner = openApiClient(url, registered.access_token)
  const hire = (role: Role, local: string, own = password) =>
    addByInvitation(url, owner, {
      email: `${word}.${local}@example.com`,
      name: `${word} ${local}`,
      role,
      password: own,
    })
  const sessions: Partial<Record<Role, Session>> = { owner: registered }
  for (const role of roles) sessions[role] ??= await hire(role, role)
  const expendable = []
  for (let i = 0; i < 6; i++) {
    const session = await hire('host', `spare${i}`, sparePassword)
    expendable.push({ session, email: session.user.email, password: sparePassword })
  }
  const former = await hire('manager', 'former')
  await owner.call('DELETE', `/users/${former.user.id}`).catch(ignoreEmpty)
  const invited = await owner.call<{ id: string; link: string }>('POST', '/users', {
    ...{ email: `${word}.invited@example.com`, name: `${word} invited`, role: 'host' },
  })
  const links = [invited.link]
  for (const { session } of expendable.slice(0, 2)) {
    links.push((await owner.call<{ link: string }>('POST', `/users/${session.user.id}/reset-link`)).link)
  }
  const ids = await fill(owner, { word, phone: `+4930${digits}`, random })
  const initialSync = await owner.call('GET', '/sync/full')
  return {
    restaurantId: registered.restaurant.id,
    canaries: [word, digits],
    owner,
    tokens: Object.fromEntries(roles.map((role) => [role, sessions[role]?.access_token ?? ''])) as Record<Role, string>,
    expendable,
    linkSecrets: links.map((link) => link.slice(link.indexOf('#') + 1)),
    formerToken: former.access_token,
    ownerEmail,
    ids: { ...ids, user: expendable.map(({ session }) => session.user.id), invitation: [invited.id] },
    cursor: String(initialSync.cursor),
    initialSync,
  }
}

// An answer without a body is a success too.
function ignoreEmpty(error: unknown): void {
  if (!(error instanceof SyntaxError)) throw error
}

type EntityIds = Record<'guest' | 'table' | 'reservation' | 'section' | 'combination', string[]>

async function fill(
  owner: ApiClient,
  { word, phone, random }: { word: string; phone: string; random: Random },
): Promise<EntityIds> {
  const now = Date.now()
  const fresh = (count: number) => Array.from({ length: count }, () => random.uuid(now))
  const ids = { section: fresh(2), table: fresh(8), combination: fresh(2), guest: fresh(10), reservation: fresh(6) }
  const texts = { name: `${word} party`, notes: `${word} notes`, tags: [`${word} tag`], phone }
  const mail = (i: number) => ({ email: `${word}.${i}@example.com` })
  const [first, second, third, fourth] = ids.table
  const create = (type: string, payload: object) => ({ id: random.uuid(now), type: `${type}.create`, payload })
  const operations = [
    ...ids.section.map((id, i) => create('section', { id, name: `${word} section ${i}` })),
    ...ids.table.map((id, i) => create('table', { id, tableNumber: `${word} ${i}`, capacity: 4 })),
    create('combination', { id: ids.combination[0], name: `${word} both`, tableIds: [first, second], capacity: 8 }),
    create('combination', { id: ids.combination[1], name: `${word} all`, tableIds: [third, fourth], capacity: 8 }),
    ...ids.guest.map((id, i) => create('guest', { id, partySize: 1 + (i % 4), ...texts, ...mail(i) })),
    ...ids.reservation.map((id, i) =>
      create('reservation', {
        ...{ id, partySize: 2, ...texts, ...mail(i) },
        startsAt: new Date(now + (i + 1) * 3_600_000).toISOString(),
      }),
    ),
  ]
  const { results } = await owner.call<{ results: { status: string }[] }>('POST', '/sync/batch', { operations })
  const refused = results.filter(({ status }) => status !== 'applied')
  if (refused.length > 0) throw new Error(`a restaurant cannot be filled: ${JSON.stringify(refused)}`)
  await owner.call('PATCH', '/restaurant', { phone })
  return ids
}
