import { randomUUID } from 'node:crypto'
import { entities } from '@qtable/domain'
import type { Bus, BusMessage, HintMessage } from '../bus.ts'

/** The messages that a bus receives from now on. */
export function recordMessages(bus: Bus | undefined): BusMessage[] {
  const received: BusMessage[] = []
  bus?.subscribe((message) => received.push(message))
  return received
}

export function hintMessage(fields: Partial<HintMessage>): HintMessage {
  return { kind: 'hint', restaurantId: 1, epoch: '0197f6a0-0000-7000-8000-000000000001', version: 1, ...fields }
}

const at = '2026-05-01T18:00:00.000Z'

/** A transaction that creates one section. A long `name` makes a long message. */
export function exampleTransaction(version: number, name = 'Terrace') {
  const id = randomUUID()
  const data = { ...entities.section.example, id: randomUUID(), name, version }
  const change = { entity_type: 'section' as const, entity_id: data.id, action: 'create' as const, data }
  const actor = { id: randomUUID(), name: 'Ada' }
  const role = 'manager' as const
  const flags = { atomic: false, forced: false }
  const rest = { command: 'section.create', commandIds: [id], fingerprint: 'a fingerprint', changes: [change] }
  return { id, version, at, actor, role, ...flags, ...rest }
}
