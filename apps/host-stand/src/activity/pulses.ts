import type { Client } from '@qtable/client'
import { valueStore } from '../ui/value-store.ts'

/** Who else has just changed an entity. */
export interface PulseMark {
  name: string
  initials: string
  /** Tells one change of an entity from the next. */
  version: number
}

const pulseMs = 2_400
const pulses = valueStore<ReadonlyMap<string, PulseMark>>(new Map())

/** What others have changed in the last moment, by the id of the entity: to be marked once, with who did it. */
export const usePulses = pulses.use

/** Who else has changed one entity in the last moment. */
export const usePulse = (entityId: string): PulseMark | undefined => pulses.usePart((all) => all.get(entityId))

/** Listens to what others do, until the function that it returns is called. */
export function watchOthers(client: Client): () => void {
  return client.on('others', ({ actor, changes, version }) => {
    // A catch-up after a break is not what somebody has just done.
    if (!actor || changes.length > 12) return
    const pulse: PulseMark = { name: actor.name, initials: initialsOf(actor.name), version }
    const next = new Map(pulses.get())
    for (const { entity_id } of changes) next.set(entity_id, pulse)
    pulses.set(next)
    setTimeout(() => pulses.set(new Map([...pulses.get()].filter(([, one]) => one !== pulse))), pulseMs)
  })
}

/** Two letters at most, of the first and the last word of a name. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  return letters
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toLocaleUpperCase()
}
