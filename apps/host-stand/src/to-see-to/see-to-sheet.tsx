import { CircleCheckBig } from 'lucide-react'
import { useRefusals } from '../outbox/refusals.ts'
import { RefusedSection } from '../outbox/refused-section.tsx'
import { UnsentSection, useWaitingChanges } from '../outbox/unsent-section.tsx'
import { pageWords as words } from '../page-words.ts'
import { useOpenFloor } from '../session/client-hooks.ts'
import { useNow } from '../time/now.ts'
import { Sheet } from '../ui/sheet.tsx'
import { EmptyState } from '../ui/states.tsx'
import { LateSection } from './late-section.tsx'
import { countOf, mattersOf } from './matters.ts'
import { StrandedSection } from './stranded-section.tsx'
import { YesterdaysSection } from './yesterdays-section.tsx'

/** All that somebody has to see to, in one place: first what the server refused, last what only waits for a network. */
export function SeeToSheet({ onClose }: { onClose: () => void }) {
  const refused = useRefusals().length
  const unsent = useWaitingChanges().length
  const matters = mattersOf(useOpenFloor(), useNow())
  const isEmpty = refused + unsent + countOf(matters) === 0
  return (
    <Sheet title={words.session.seeTo} onClose={onClose}>
      {isEmpty && (
        <EmptyState icon={<CircleCheckBig size={28} aria-hidden />} title={words.seeTo.nothing}>
          <p>{words.unsent.unsentEmpty}</p>
        </EmptyState>
      )}
      <RefusedSection />
      <LateSection late={matters.late} />
      <StrandedSection stranded={matters.stranded} />
      <YesterdaysSection left={matters.yesterdays} />
      <UnsentSection />
    </Sheet>
  )
}
