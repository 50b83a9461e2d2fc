import { type CommandRequest, Problem } from '@qtable/domain'
import type { Client, RunOptions } from './client.ts'
import { newEntry } from './new-entry.ts'
import type { Entry } from './outbox.ts'
import type { Place } from './place.ts'
import { type Running, refusedAtOnce, type Waiting } from './running.ts'
import type { Store } from './store.ts'
import type { World } from './world.ts'

export interface DoingOptions {
  world: World
  store: Store
  waiting: Waiting
  /** The server's clock, in milliseconds since 1970. */
  at(): number
  /** Undefined while nobody is signed in. */
  place(): Place | undefined
}

/** What people do: shown on the view in the same turn, stored, then sent. */
export function openDoing({
  world,
  store,
  waiting,
  at,
  place,
}: DoingOptions): Pick<Client, 'run' | 'batch' | 'undo' | 'foresee'> {
  function submit(make: () => Entry, { evenIfRefused = false, id = '' }: RunOptions = {}): Running {
    const here = place()
    if (!here) return refusedAtOnce(id, new Problem('unauthenticated', 'Sign in first'))
    try {
      const entry = make()
      const foreseen = store.foresee(entry)
      const problem = foreseen?.run.problem
      // What only the server knows, only the server can refuse.
      if (problem && foreseen.isRecallKnown && !evenIfRefused) return refusedAtOnce(entry.id, problem)
      const running = waiting.add(entry.id, foreseen?.run.transaction?.changes ?? [])
      store.add(entry)
      here.submit(entry)
      return running
    } catch (error) {
      if (error instanceof Problem) return refusedAtOnce(id, error)
      throw error
    }
  }

  function foresee(commands: Parameters<Client['foresee']>[0]): Problem | undefined {
    try {
      const foreseen = store.foresee(newEntry({ commands, isBatch: commands.length > 1 }, context()))
      return foreseen?.isRecallKnown ? foreseen.run.problem : undefined
    } catch (error) {
      if (error instanceof Problem) return error
      throw error
    }
  }

  const context = () => ({ newId: world.newId, at: at(), now: world.now(), outbox: store.outbox })

  return {
    foresee,
    run: (type, payload, options) =>
      submit(() => {
        const command = { type, payload, id: options?.id } as CommandRequest & { id?: string | undefined }
        return newEntry({ commands: [command], isBatch: false }, context())
      }, options),
    batch: (commands, options) =>
      submit(() => newEntry({ id: options?.id, commands, isBatch: true }, context()), options),
    undo: (transactionId) =>
      submit(() => newEntry({ commands: [{ type: 'undo', payload: { transactionId } }], isBatch: false }, context())),
  }
}
