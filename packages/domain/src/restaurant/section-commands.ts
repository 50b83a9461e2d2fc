import { z } from 'zod'
import { defineCommand } from '../command.ts'
import { definedOf, Id, line } from '../fields.ts'
import { Color } from './section.ts'

const serverName = line(120).nullable().optional()

export const createSection = defineCommand({
  type: 'section.create',
  role: 'manager',
  payload: z.strictObject({ id: Id.optional(), name: line(80), color: Color.optional(), serverName }),
  run(draft, { id, name, color = '#64748b', serverName: server = null }, { newId }) {
    draft.sections.add({ id: id ?? newId(), name, color, serverName: server })
  },
})

export const updateSection = defineCommand({
  type: 'section.update',
  role: 'manager',
  payload: z.strictObject({ sectionId: Id, name: line(80).optional(), color: Color.optional(), serverName }),
  run(draft, { sectionId, ...fields }) {
    draft.sections.put({ ...draft.sections.must(sectionId), ...definedOf(fields) })
  },
})

/** Its tables stay, in no section. */
export const deleteSection = defineCommand({
  type: 'section.delete',
  role: 'manager',
  payload: z.strictObject({ sectionId: Id }),
  run(draft, { sectionId }) {
    draft.sections.remove(sectionId)
    for (const table of [...draft.tables.all()]) {
      if (table.sectionId === sectionId) draft.tables.put({ ...table, sectionId: null })
    }
  },
})
