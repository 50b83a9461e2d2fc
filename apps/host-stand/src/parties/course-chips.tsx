import type { Guest } from '@qtable/domain'
import { useAct } from '../commands/use-act.ts'
import { useMay } from '../people/use-may.ts'
import { Badge } from '../ui/badge.tsx'
import { Chips } from '../ui/chips.tsx'
import { words } from '../words.ts'

const courses = ['ordered', 'mains', 'dessert', 'check', 'paid'] as const

/** The course of a seated party. */
export function CourseChips({ guest }: { guest: Guest }) {
  const { act } = useAct()
  const may = useMay()
  const say = words.parties
  if (!may('server')) return guest.course !== null && <Badge>{say.courses[guest.course]}</Badge>
  function pick(course: Guest['course'] | undefined): void {
    const label = course ? say.courses[course] : say.courseNone
    act(
      'guest.update',
      { guestId: guest.id, course: course ?? null },
      say.courseDone({ name: guest.name, course: label }),
    )
  }
  return (
    <Chips
      label={say.course}
      value={guest.course ?? undefined}
      onPick={pick}
      options={courses.map((course) => ({ value: course, label: say.courses[course] }))}
    />
  )
}
