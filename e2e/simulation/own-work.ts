import type { Client } from '@qtable/client'
import type { Simulation } from './simulation.ts'

/** What was done on one device, whichever of its pages did it, and what became of it. */
export interface OwnWork {
  /** Something was done; `pending` tells whether it was refused at once, and never sent. */
  done(id: string, pending: Client['pending']): void
  /** It is taken off the list of what was refused; `stored` when that is on the device. */
  dismissing(id: string, stored: Promise<void>): void
  /** Holds the list at the end against the log. */
  look(listed: Client['refusals']): void
}

export function openOwnWork({ checks, history, answers, story }: Simulation, name: string): OwnWork {
  /** What was sent, or is to be; of an undo, what it takes back, where that had no answer yet. */
  const sent = new Map<string, string | undefined>()
  const dismissing = new Set<string>()
  const dismissed = new Set<string>()

  return {
    done(id, pending) {
      const entry = pending.find((one) => one.mutation.id === id)?.mutation
      const [command, ...more] = entry?.commands ?? []
      if (!command) return
      const { transactionId } = command.payload as { transactionId?: string }
      const isUndo = command.type === 'undo' && more.length === 0
      sent.set(id, isUndo && pending.some((one) => one.mutation.id === transactionId) ? transactionId : undefined)
    },
    dismissing(id, stored) {
      story.tell(name, `dismisses ${story.name(id)}`)
      dismissing.add(id)
      void stored.then(() => dismissed.add(id))
    },
    look(listed) {
      const refused = new Set([...listed.map(({ id }) => id), ...dismissing])
      const isRefused = (id: string) => refused.has(id)
      const isWithdrawn = (id: string | undefined): boolean => {
        const target = id === undefined ? undefined : sent.get(id)
        return target !== undefined && (isRefused(target) || isWithdrawn(target))
      }
      for (const { id } of listed) {
        checks.holds('I20', sent.has(id), () => `${name} lists ${story.name(id)}, which was not done there`)
        checks.holds('I20', !dismissed.has(id), () => `${name} lists ${story.name(id)} again, which was dismissed`)
      }
      // In another life of the database the same command may have had another outcome.
      if (history.lives > 0) return
      for (const id of sent.keys()) {
        const isDone = history.versionOf(id) !== undefined || answers.isAccepted(id)
        const isToBeListed = !isDone && !isWithdrawn(id)
        checks.holds('I20', isRefused(id) === isToBeListed, () =>
          isToBeListed
            ? `${name} does not list ${story.name(id)}, which was not done`
            : `${name} lists ${story.name(id)}, which ${isDone ? 'was done' : 'had nothing to take back'}`,
        )
      }
    },
  }
}
