import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Box } from './geometry.ts'
import { usePlanGestures } from './use-plan-gestures.ts'
import { type Framing, ViewportControl } from './viewport-control.ts'

/** A window onto a plan. `windowRef` and `layerRef` belong to its two elements; the layer is drawn at `scale`. */
export function useViewport(box: Box) {
  const windowRef = useRef<HTMLDivElement>(null)
  const layerRef = useRef<HTMLElement>(null)
  const control = useRef<ViewportControl>(undefined)
  const [scale, setScale] = useState(0)
  const [framing, setFraming] = useState<Framing>('all')

  useLayoutEffect(() => {
    const [window, layer] = [windowRef.current, layerRef.current]
    if (!window || !layer) return
    const opened = new ViewportControl({ window, layer, onScale: setScale, onFraming: setFraming })
    control.current = opened
    return () => opened.close()
  }, [])

  const { x, y, width, height } = box
  useLayoutEffect(() => control.current?.setBox({ x, y, width, height }), [x, y, width, height])
  useLayoutEffect(() => control.current?.setDrawnScale(scale), [scale])
  usePlanGestures(windowRef, control)

  // Keys work wherever the focus is inside the window.
  useEffect(() => {
    const window = windowRef.current
    function onKey(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === '+' || event.key === '=') control.current?.zoomBy(1.25)
      else if (event.key === '-') control.current?.zoomBy(0.8)
      else if (event.key === '0') control.current?.showAll()
    }
    window?.addEventListener('keydown', onKey)
    return () => window?.removeEventListener('keydown', onKey)
  }, [])

  return { windowRef, layerRef, control, scale, framing, isZoomed: framing !== 'all' }
}
