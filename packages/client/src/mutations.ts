import { type CommandRequest, Problem } from '@qtable/domain'
import type { Client, MutationOptions } from './client.ts'
import { type Mutation, newMutation } from './outbox/mutation.ts'
import { type Running, type RunningMutations, refusedAtOnce } from './outbox/running.ts'
import type { Platform } from './platform.ts'
import type { Store } from './replica/store.ts'
import type { RestaurantSession } from './session/restaurant-session.ts'

export interface MutationsOptions {
  platform: Platform
  store: Store
  running: RunningMutations
  /** Milliseconds since 1970, by the server's clock. */
  serverNow(): number
  /** Undefined while nobody is signed in. */
  restaurant(): Pick<RestaurantSession, 'submit'> | undefined
}

/** The methods by which people change the floor. A mutation shows in the same turn, then it is stored, then sent. */
export function openMutations(options: MutationsOptions): Pick<Client, 'run' | 'batch' | 'undo' | 'foresee'> {
  const { platform, store, running, serverNow, restaurant } = options

  function make(request: Parameters<typeof newMutation>[0]): Mutation {
    const { outbox } = store
    const at = { at: serverNow(), now: platform.now() }
    return store.withSeen(newMutation(request, { newId: () => platform.newId(), ...at, outbox }))
  }

  function submit(
    request: Parameters<typeof newMutation>[0],
    { evenIfRefused = false, id = '' }: MutationOptions = {},
  ): Running {
    const session = restaurant()
    if (!session) return refusedAtOnce({ id, commands: [] }, new Problem('unauthenticated', 'Sign in first'))
    try {
      const mutation = make(request)
      const preview = store.preview(mutation)
      const problem = preview?.result.problem
      if (problem && preview.isCertain && !evenIfRefused) return refusedAtOnce(mutation, problem)
      const started = running.add(mutation, preview?.result.transaction)
      store.add(mutation)
      session.submit(mutation)
      return started
    } catch (error) {
      if (error instanceof Problem) return refusedAtOnce({ id, commands: [] }, error)
      throw error
    }
  }

  return {
    run(type, payload, options) {
      const command = { type, payload, id: options?.id } as CommandRequest & { id?: string | undefined }
      return submit({ commands: [command], isBatch: false }, options)
    },
    batch: (commands, options) => submit({ id: options?.id, commands, isBatch: true }, options),
    undo: (transactionId) => submit({ commands: [{ type: 'undo', payload: { transactionId } }], isBatch: false }),
    foresee(commands) {
      try {
        const preview = store.preview(make({ commands, isBatch: commands.length > 1 }))
        const { problem, transaction } = preview?.result ?? {}
        return { problem: preview?.isCertain ? problem : undefined, warnings: transaction?.warnings ?? [] }
      } catch (error) {
        if (error instanceof Problem) return { problem: error, warnings: [] }
        throw error
      }
    },
  }
}
