import { Maximize, Minus, Plus } from 'lucide-react'
import type { RefObject } from 'react'
import { IconButton } from '../ui/button.tsx'
import { words } from '../words.ts'
import styles from './plan-view.module.css'
import type { ViewportControl } from './viewport-control.ts'

/** Zoom in, zoom out, and back to the whole floor; the last two only when zoomed in. */
export function ZoomButtons({
  control,
  isZoomed,
}: {
  control: RefObject<ViewportControl | undefined>
  isZoomed: boolean
}) {
  return (
    <div className={styles.zoom}>
      <IconButton
        label={words.floor.zoomIn}
        icon={<Plus size={20} aria-hidden />}
        onClick={() => control.current?.zoomBy(1.4)}
      />
      {isZoomed && (
        <>
          <IconButton
            label={words.floor.zoomOut}
            icon={<Minus size={20} aria-hidden />}
            onClick={() => control.current?.zoomBy(1 / 1.4)}
          />
          <IconButton
            label={words.floor.zoomAll}
            icon={<Maximize size={20} aria-hidden />}
            onClick={() => control.current?.showAll()}
          />
        </>
      )}
    </div>
  )
}
