import { z } from 'zod'
import { Id, line, StoredInstant } from '../fields.ts'

export const Color = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as #3b82f6')

/** The tables that one server looks after. */
export const Section = z.strictObject({
  id: Id,
  name: line(80),
  color: Color,
  serverName: line(120).nullable(),
  createdAt: StoredInstant,
  updatedAt: StoredInstant,
  version: z.int().min(0),
})
export type Section = z.infer<typeof Section>
