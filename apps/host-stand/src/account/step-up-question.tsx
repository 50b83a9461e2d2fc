import { lazy, Suspense } from 'react'
import { useStepUpQuestion } from './step-up.ts'

const StepUpDialog = lazy(async () => ({ default: (await import('./step-up-dialog.tsx')).StepUpDialog }))

/** The question whether it is still the same person, once a request has asked it. */
export function StepUpQuestion() {
  if (!useStepUpQuestion()) return null
  return (
    <Suspense fallback={null}>
      <StepUpDialog />
    </Suspense>
  )
}
