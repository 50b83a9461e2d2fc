import {
  applyTransaction,
  type Change,
  type Entity,
  entities,
  entityTypes,
  type Floor,
  floorOf,
  type ListedType,
  listedTypes,
} from '@qtable/domain'

type Message = Record<string, unknown>

/** The floor of a full sync, decoded as a client without the SDK does it. */
export function floorFromSync(full: Message): Floor {
  return floorOf({
    version: full.version as number,
    committedAt: full.timestamp as string,
    restaurant: full.restaurant as Floor['restaurant'],
    entities: listedTypes.flatMap((type) =>
      (full[entities[type].plural] as never[]).map((entity) => ({ type, entity })),
    ),
  })
}

/** The floor after the changes of a frame, a delta or an entity event, which lead to the version and time of `to`. */
export function floorAfter(
  floor: Floor,
  changes: readonly Change[],
  to: { version: number; timestamp: string },
): Floor {
  return applyTransaction(floor, { version: to.version, at: to.timestamp, changes: [...changes] })
}

const eventType = new RegExp(`^(${entityTypes.join('|')})_(created|updated|deleted)$`)

/** The changes in an entity event of `/realtime`; undefined if the message is no entity event (SY16). */
export function changesOfEvent(message: Message): Change[] | undefined {
  const [, entityType, verb] = eventType.exec(String(message.type)) ?? []
  if (entityType === undefined) return undefined
  const type = entityType as Change['entity_type']
  const data = message.data as Entity
  const update = { entity_type: type, entity_id: String(data.id), action: 'update', data } as Change
  const main: Change = verb === 'deleted' ? { ...update, action: 'delete', data: undefined } : update
  const related = (['guest', 'table', 'reservation'] satisfies ListedType[]).flatMap((other): Change[] => {
    const entity = message[other] as Entity | undefined
    if (!entity || other === entityType) return []
    return [{ entity_type: other, entity_id: String(entity.id), action: 'update', data: entity } as Change]
  })
  return [main, ...related]
}
