import type { Logger } from 'pino'
import { openGuard } from '../guarded.ts'
import type { FloorEvent, Floors } from '../journal/floors.ts'
import type { Snapshot } from '../journal/snapshot.ts'
import type { Cursors } from '../wire/cursors.ts'
import { type FrameCache, openFrameCache } from './frame-cache.ts'

/** A socket's stream, as its room sees it. */
export interface RoomMember {
  /** Sends what is missing up to `snapshot`, the latest floor on this node. */
  sendUpTo(snapshot: Snapshot): void
  /** Ends the socket: it could not be sent a change. */
  fail(error: unknown): void
}

/** The sockets of one restaurant on this node. */
export interface Room {
  readonly restaurantId: number
  readonly frames: FrameCache
  /** The latest floor on this node; undefined while it is not in memory. */
  snapshot(): Snapshot | undefined
  /** Adds a member; returns the function that removes it. */
  join(member: RoomMember): () => void
}

export interface Rooms {
  /** Opens a restaurant's room, if it is not open, and keeps it and its floor in memory until `release` is called. */
  acquire(restaurantId: number): { room: Room; release: () => void }
  /** The number of members of one restaurant's room, or of all rooms. */
  count(restaurantId?: number): number
  /** Drops cached frames that no socket has asked for since the last sweep. */
  sweep(): void
  close(): void
}

interface OpenRoom extends Room {
  members: Set<RoomMember>
  references: number
  unpin: () => void
}

export function openRooms({ floors, cursors, log }: { floors: Floors; cursors: Cursors; log: Logger }): Rooms {
  const rooms = new Map<number, OpenRoom>()
  const changed = new Set<OpenRoom>()
  const guard = openGuard({ where: 'room', log })
  let scheduled: NodeJS.Immediate | undefined

  function openRoom(restaurantId: number): OpenRoom {
    const members = new Set<RoomMember>()
    return {
      restaurantId,
      frames: openFrameCache({ restaurantId, cursors }),
      members,
      references: 0,
      unpin: floors.pin(restaurantId),
      snapshot: () => floors.cached(restaurantId),
      join(member) {
        members.add(member)
        return () => members.delete(member)
      },
    }
  }

  // In a later turn, because a room of thousands must not delay the answer to a commit. Commits in between share one round.
  function notifyMembers(): void {
    scheduled = undefined
    for (const room of changed) {
      changed.delete(room)
      const snapshot = room.snapshot()
      if (!snapshot) continue
      for (const member of room.members) {
        try {
          member.sendUpTo(snapshot)
        } catch (error) {
          guard(() => member.fail(error))()
        }
      }
    }
  }

  const guardedNotify = guard(notifyMembers)
  const onFloor = guard(({ restaurantId }: FloorEvent) => {
    const room = rooms.get(restaurantId)
    if (!room || room.members.size === 0) return
    changed.add(room)
    scheduled ??= setImmediate(guardedNotify)
  })
  const stopListening = floors.listen(onFloor)

  return {
    acquire(restaurantId) {
      const room = rooms.get(restaurantId) ?? openRoom(restaurantId)
      rooms.set(restaurantId, room)
      room.references += 1
      let isReleased = false
      return {
        room,
        release() {
          if (isReleased) return
          isReleased = true
          room.references -= 1
          if (room.references > 0) return
          rooms.delete(restaurantId)
          room.unpin()
        },
      }
    },
    count(restaurantId) {
      if (restaurantId !== undefined) return rooms.get(restaurantId)?.members.size ?? 0
      return [...rooms.values()].reduce((sum, { members }) => sum + members.size, 0)
    },
    sweep() {
      for (const { frames } of rooms.values()) frames.sweep()
    },
    close() {
      stopListening()
      clearImmediate(scheduled)
    },
  }
}
