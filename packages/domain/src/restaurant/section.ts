import { z } from 'zod'
import { defineEntity, exampleIds, exampleStamps } from '../entity.ts'
import { Id, stampFields, storedLine } from '../fields.ts'
import { seenOf } from '../was.ts'

export const Color = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as #3b82f6')

/** The tables that one server looks after. */
export const Section = z.strictObject({
  id: Id,
  name: storedLine(80),
  color: Color,
  serverName: storedLine(120).nullable(),
  ...stampFields,
})
export type Section = z.infer<typeof Section>

/** What the author of a command saw of a section. */
export const SeenSection = seenOf('SeenSection', Section)

export const sectionEntity = defineEntity({
  type: 'section',
  plural: 'sections',
  description: 'The tables that one server looks after',
  schema: Section,
  defaults: { color: '#64748b', serverName: null },
  example: { id: exampleIds.section, name: 'Terrace', color: '#3b82f6', serverName: 'Mina', ...exampleStamps },
})
