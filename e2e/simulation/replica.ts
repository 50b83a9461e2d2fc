import {
  applyTransaction,
  type Change,
  type Entity,
  entities,
  type Floor,
  floorOf,
  type ListedType,
  listedTypes,
} from '@qtable/domain'

type Fields = Record<string, unknown>

/** The floor that a full sync is, read as somebody else's client would. */
export function floorFrom(full: Fields): Floor {
  return floorOf({
    version: full.version as number,
    committedAt: full.timestamp as string,
    restaurant: full.restaurant as Floor['restaurant'],
    entities: listedTypes.flatMap((type) =>
      (full[entities[type].plural] as never[]).map((entity) => ({ type, entity })),
    ),
  })
}

/** The floor with the changes of a frame, a delta or an entity event; `at` where they lead. */
export function floorWith(floor: Floor, changes: readonly Change[], at: { version: number; timestamp: string }): Floor {
  return applyTransaction(floor, { version: at.version, at: at.timestamp, changes: [...changes] })
}

const eventType = /^(guest|table|reservation|section|combination|restaurant)_(created|updated|deleted)$/

/** The changes that an entity event of `/realtime` tells; undefined where the message is none (SY16). */
export function changesOfEvent(message: Fields): Change[] | undefined {
  const [, named, verb] = eventType.exec(String(message.type)) ?? []
  if (named === undefined) return undefined
  const type = named as Change['entity_type']
  const data = message.data as Entity
  const update = { entity_type: type, entity_id: String(data.id), action: 'update', data } as Change
  const own: Change = verb === 'deleted' ? { ...update, action: 'delete', data: undefined } : update
  const besides = (['guest', 'table', 'reservation'] satisfies ListedType[]).flatMap((other): Change[] => {
    const entity = message[other] as Entity | undefined
    if (!entity || other === named) return []
    return [{ entity_type: other, entity_id: String(entity.id), action: 'update', data: entity } as Change]
  })
  return [own, ...besides]
}
