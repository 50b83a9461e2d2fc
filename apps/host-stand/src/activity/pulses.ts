import type { Client } from '@qtable/client'
import { create } from 'zustand'
import { appLocale } from '../words/catalogue.ts'

/** Another person's recent change of an entity. */
export interface Pulse {
  name: string
  initials: string
  /** Different for each change of an entity. */
  version: number
}

const pulseMs = 2_400
const usePulseStore = create<{ pulses: ReadonlyMap<string, Pulse> }>(() => ({ pulses: new Map() }))

/** What other people changed a moment ago, by entity id. Each is marked once, with the initials of who did it. */
export const usePulses = (): ReadonlyMap<string, Pulse> => usePulseStore(({ pulses }) => pulses)

/** Another person's change of one entity a moment ago. */
export const usePulse = (entityId: string): Pulse | undefined => usePulseStore(({ pulses }) => pulses.get(entityId))

/** Watches what other people do; returns the function that stops it. */
export function watchOthers(client: Client): () => void {
  return client.on('others', ({ actor, changes, version }) => {
    // A catch-up after a lost connection is no recent change.
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

/** At most two letters: the first of the first and of the last word of a name. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  return letters
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toLocaleUpperCase(appLocale())
}
