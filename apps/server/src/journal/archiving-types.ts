import type { ListedType } from '@qtable/domain'

/** The kinds of entity that stay in the history when they leave the floor: their tables have a column `archived`. */
export const archivingTypes = ['guest', 'reservation'] as const satisfies readonly ListedType[]
export type ArchivingType = (typeof archivingTypes)[number]

export function isArchiving(type: ListedType): type is ArchivingType {
  return (archivingTypes as readonly ListedType[]).includes(type)
}
