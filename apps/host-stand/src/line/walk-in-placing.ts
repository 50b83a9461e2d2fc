import { useEffect, useRef } from 'react'
import { type Placing, placingNow, startPlacing } from '../placing/placing-store.ts'
import { usePhone } from '../ui/use-media.ts'

/**
 * Starts placing a walk-in once its size is known, so that the plan shows what fits and a tap on a table seats it. A
 * phone shows the plan only on request.
 */
export function useWalkInPlacing(walkIn: Extract<Placing, { kind: 'walkIn' }> | undefined): void {
  const isPhone = usePhone()
  const text = JSON.stringify(walkIn)
  const placedSize = useRef<number>(undefined)
  useEffect(() => {
    if (isPhone || !text) return
    const next = JSON.parse(text) as Extract<Placing, { kind: 'walkIn' }>
    // After the choice of a table was cancelled, it starts again only for another size.
    if (placedSize.current === next.partySize && placingNow()?.kind !== 'walkIn') return
    placedSize.current = next.partySize
    startPlacing(next)
  }, [isPhone, text])
}

/** Calls `onSize` for a digit typed outside a field. */
export function useSizeKeys(onSize: (size: number) => void): void {
  const latest = useRef(onSize)
  latest.current = onSize
  useEffect(() => {
    function onKey({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent): void {
      const isTyping = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
      if (!isTyping && !ctrlKey && !metaKey && !altKey && /^[1-9]$/.test(key)) latest.current(Number(key))
    }
    // On keyup, so that the digit does not end up in the field that gets the focus.
    document.addEventListener('keyup', onKey)
    return () => document.removeEventListener('keyup', onKey)
  }, [])
}
