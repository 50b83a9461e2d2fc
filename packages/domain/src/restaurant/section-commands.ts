import { z } from 'zod'
import { defineCommand } from '../command.ts'
import { stillToDelete } from '../deletion.ts'
import { mergeEdit } from '../edits.ts'
import { definedOf, Id, line } from '../fields.ts'
import { Color, type Section, SeenSection, sectionEntity } from './section.ts'

const serverName = line(120).nullable().optional()

export const createSection = defineCommand({
  type: 'section.create',
  summary: 'Add a section',
  role: 'manager',
  creates: { section: 'id' },
  refusals: ['already_exists'],
  payload: z.strictObject({ id: Id.optional(), name: line(80), color: Color.optional(), serverName }),
  example: { name: 'Terrace', color: '#3b82f6', serverName: 'Mina' },
  run(draft, { id, name, ...fields }, { newId }) {
    draft.sections.add({ ...sectionEntity.defaults, ...definedOf(fields), id: id ?? newId(), name })
  },
})

export const updateSection = defineCommand({
  type: 'section.update',
  summary: 'Change fields of a section',
  role: 'manager',
  target: 'sectionId',
  refusals: ['not_found', 'edit_conflict'],
  payload: z.strictObject({
    sectionId: Id,
    name: line(80).optional(),
    color: Color.optional(),
    serverName,
    was: SeenSection,
  }),
  example: { serverName: 'Jonas' },
  run(draft, { sectionId, was, ...fields }, { lastEdit }) {
    const before = draft.sections.must(sectionId)
    const edit = mergeEdit<Section>(before, {
      wanted: definedOf(fields),
      was,
      lastEdit: (names) => lastEdit('section', sectionId, names),
    })
    draft.sections.put({ ...before, ...edit })
  },
})

export const deleteSection = defineCommand({
  type: 'section.delete',
  summary: 'Delete a section',
  description: 'Its tables stay, in no section.',
  role: 'manager',
  target: 'sectionId',
  refusals: ['not_found'],
  payload: z.strictObject({ sectionId: Id }),
  example: {},
  run(draft, { sectionId }, context) {
    if (!stillToDelete(draft, { type: 'section', id: sectionId }, context)) return
    draft.sections.remove(sectionId)
    for (const table of [...draft.tables.all()]) {
      if (table.sectionId === sectionId) draft.tables.put({ ...table, sectionId: null })
    }
  },
})
