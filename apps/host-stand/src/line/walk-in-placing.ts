import { useEffect, useRef } from 'react'
import { type Placing, placingNow, startPlacing } from '../placing/placing-store.ts'
import { usePhone } from '../ui/use-media.ts'

/**
 * Places a walk-in from its size on, so that a tap on a table seats it and the plan shows what fits. On a phone the plan is
 * shown only when it is asked for.
 */
export function useWalkInPlacing(walkIn: Extract<Placing, { kind: 'walkIn' }> | undefined): void {
  const isPhone = usePhone()
  const text = JSON.stringify(walkIn)
  const placedSize = useRef<number>(undefined)
  useEffect(() => {
    if (isPhone || !text) return
    const next = JSON.parse(text) as Extract<Placing, { kind: 'walkIn' }>
    // A host who has stopped choosing a table goes on with the name, and is asked again for another size only.
    if (placedSize.current === next.partySize && placingNow()?.kind !== 'walkIn') return
    placedSize.current = next.partySize
    startPlacing(next)
  }, [isPhone, text])
}

/** Calls `onSize` when a digit is typed outside of a field. */
export function useSizeKeys(onSize: (size: number) => void): void {
  const latest = useRef(onSize)
  latest.current = onSize
  useEffect(() => {
    function onKey({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent): void {
      const isTyping = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
      if (!isTyping && !ctrlKey && !metaKey && !altKey && /^[1-9]$/.test(key)) latest.current(Number(key))
    }
    // On the way up: the digit must not land in the field that gets the focus.
    document.addEventListener('keyup', onKey)
    return () => document.removeEventListener('keyup', onKey)
  }, [])
}
