import { create } from 'zustand'

/** How this device tells what happens on it. */
export interface SignalChoice {
  sound: boolean
  vibration: boolean
}

const key = 'qtable.signals'

const useChoiceStore = create<SignalChoice>(() => kept())

/** What was chosen on this device; nothing by default. */
export const useSignalChoice = (): SignalChoice => useChoiceStore()
export const signalChoiceNow = (): SignalChoice => useChoiceStore.getState()

/** Whether this device signals anything. */
export const useHasSignals = (): boolean => useChoiceStore(({ sound, vibration }) => sound || vibration)

/** Changes the choice of this device, and keeps it. */
export function chooseSignals(change: Partial<SignalChoice>): void {
  useChoiceStore.setState(change)
  localStorage.setItem(key, JSON.stringify(useChoiceStore.getState()))
}

function kept(): SignalChoice {
  const text = typeof localStorage === 'undefined' ? null : localStorage.getItem(key)
  return { sound: text?.includes('"sound":true') ?? false, vibration: text?.includes('"vibration":true') ?? false }
}
