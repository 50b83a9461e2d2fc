import { Crown, Wheat } from 'lucide-react'
import type { Care } from './care.ts'

const glyphs = { allergy: Wheat, vip: Crown } as const

/** What must not be overlooked as glyphs, where its words are elsewhere. */
export function CareGlyphs({ care, size }: { care: readonly Care[]; size: number }) {
  return care.map((one) => {
    const Glyph = glyphs[one]
    return <Glyph key={one} size={size} strokeWidth={2.25} aria-hidden />
  })
}
