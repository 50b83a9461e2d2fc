import { generate } from 'lean-qr'
import { useMemo } from 'react'
import styles from './qr-picture.module.css'

// Modules of white around it, without which readers do not find it.
const margin = 4

/** A QR code, drawn here: no other site learns what it says. */
export function QrPicture({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => {
    const code = generate(text)
    const dots: string[] = []
    for (let y = 0; y < code.size; y += 1) {
      for (let x = 0; x < code.size; x += 1) {
        if (code.get(x, y)) dots.push(`M${x + margin} ${y + margin}h1v1h-1z`)
      }
    }
    return { size: code.size + 2 * margin, path: dots.join('') }
  }, [text])
  return (
    <svg
      className={styles.qr}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={path} />
    </svg>
  )
}
