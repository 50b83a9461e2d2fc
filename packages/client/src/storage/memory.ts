import type { ClientStorage, StoredBase, StoredMutation, StoredRefusal, StoredSession } from './storage.ts'

/** Keeps everything until the process or the page ends. */
export function memoryStorage(): ClientStorage {
  let session: StoredSession | undefined
  const bases = new Map<string, StoredBase>()
  const outboxes = new Map<string, Map<string, StoredMutation>>()
  const refusals = new Map<string, Map<string, StoredRefusal>>()
  const leases = new Map<string, { owner: string; until: number }>()
  const outboxOf = (scope: string) => {
    const outbox = outboxes.get(scope) ?? new Map<string, StoredMutation>()
    outboxes.set(scope, outbox)
    return outbox
  }
  return {
    kind: 'memory',
    onReset: () => () => {},
    async readSession() {
      return session
    },
    async writeSession(next) {
      session = next
    },
    async readBase(scope) {
      return bases.get(scope)
    },
    async writeBase(scope, base, confirmedIds) {
      if (base) bases.set(scope, base)
      else bases.delete(scope)
      for (const id of confirmedIds) outboxOf(scope).delete(id)
    },
    async readOutbox(scope) {
      return [...outboxOf(scope).values()].sort((a, b) => a.mutation.order - b.mutation.order)
    },
    async putMutation(scope, stored) {
      outboxOf(scope).set(stored.mutation.id, stored)
    },
    async readRefusals(scope) {
      return [...(refusals.get(scope)?.values() ?? [])]
    },
    async writeRefusals(scope, added, endedIds) {
      refusals.set(scope, new Map([...(refusals.get(scope) ?? []), ...added.map((one) => [one.id, one] as const)]))
      for (const id of endedIds) outboxOf(scope).delete(id)
    },
    async removeRefusals(scope, ids) {
      if (!ids) refusals.delete(scope)
      for (const id of ids ?? []) refusals.get(scope)?.delete(id)
    },
    async lease(name, { owner, now, until }) {
      const held = leases.get(name)
      if (held && held.owner !== owner && held.until > now) return false
      leases.set(name, { owner, until })
      return true
    },
    close() {},
  }
}
