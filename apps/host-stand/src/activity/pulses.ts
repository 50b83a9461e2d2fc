import type { Client } from '@qtable/client'
import { create } from 'zustand'

/** Who else has just changed an entity. */
export interface Pulse {
  name: string
  initials: string
  /** Tells one change of an entity from the next. */
  version: number
}

const pulseMs = 2_400
const usePulseStore = create<{ pulses: ReadonlyMap<string, Pulse> }>(() => ({ pulses: new Map() }))

/** What others have changed in the last moment, by the id of the entity: to be marked once, with who did it. */
export const usePulses = (): ReadonlyMap<string, Pulse> => usePulseStore(({ pulses }) => pulses)

/** Who else has changed one entity in the last moment. */
export const usePulse = (entityId: string): Pulse | undefined => usePulseStore(({ pulses }) => pulses.get(entityId))

/** Listens to what others do, until the function that it returns is called. */
export function watchOthers(client: Client): () => void {
  return client.on('others', ({ actor, changes, version }) => {
    // A catch-up after a break is not what somebody has just done.
    if (!actor || changes.length > 12) return
    const pulse: Pulse = { name: actor.name, initials: initialsOf(actor.name), version }
    const changed = changes.map(({ entity_id }) => [entity_id, pulse] as const)
    setPulses((all) => new Map([...all, ...changed]))
    setTimeout(() => setPulses((all) => new Map([...all].filter(([, one]) => one !== pulse))), pulseMs)
  })
}

function setPulses(change: (all: ReadonlyMap<string, Pulse>) => ReadonlyMap<string, Pulse>): void {
  usePulseStore.setState(({ pulses }) => ({ pulses: change(pulses) }))
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
