import { create } from 'zustand'

/** One of the rail's lists. */
export type RailList = 'line' | 'next'
/** What a phone shows: one of the lists, or the plan. */
export type PhonePart = RailList | 'plan'

/** Which list of the rail is shown, and which part of the floor a phone shows. */
export const useRailPart = create<{ list: RailList; phonePart: PhonePart }>(() => ({ list: 'line', phonePart: 'line' }))

/** Shows one of the two lists. */
export function showRailList(list: RailList): void {
  useRailPart.setState({ list })
}

export function showPhonePart(phonePart: PhonePart): void {
  useRailPart.setState({ phonePart })
}
