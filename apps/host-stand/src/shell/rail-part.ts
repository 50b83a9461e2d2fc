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

/** Shows a list, also on a phone, and moves the focus to its first row. */
export function focusRailList(list: RailList): void {
  useRailPart.setState({ list, phonePart: list })
  // Once it is drawn.
  requestAnimationFrame(() => {
    const shown = document.querySelector<HTMLElement>(`[data-rail="${list}"]`)
    const row = shown?.querySelector<HTMLElement>('li button') ?? shown
    row?.focus()
  })
}

export function showPhonePart(phonePart: PhonePart): void {
  useRailPart.setState({ phonePart })
}
