import type { Logger } from 'pino'
import type { FloorEvent, Floors } from '../journal/floors.ts'
import type { Snapshot } from '../journal/snapshot.ts'
import type { Cursors } from '../wire/cursors.ts'
import { type Frames, openFrames } from './frames.ts'

/** Somebody in a room who wants to hear that its floor has moved. */
export interface Follower {
  /** Sends what it has not sent yet of a floor that is the latest here. */
  follow(snapshot: Snapshot): void
}

/** The sockets of one restaurant on this node. */
export interface Room {
  readonly restaurantId: number
  readonly frames: Frames
  readonly size: number
  /** The floor as this node has it just now; undefined while it is not in memory. */
  snapshot(): Snapshot | undefined
  /** Adds a follower; gives how to leave. */
  join(follower: Follower): () => void
}

export interface Rooms {
  /** Holds the room of a restaurant, and its floor in memory, until the function that comes with it is called. */
  enter(restaurantId: number): { room: Room; leave: () => void }
  /** How many follow a restaurant, or all of them. */
  count(restaurantId?: number): number
  /** Lets go of frames that nobody asks for any more. */
  sweep(): void
  close(): void
}

interface OpenRoom extends Room {
  followers: Set<Follower>
  holders: number
  unpin: () => void
}

export function openRooms({ floors, cursors, log }: { floors: Floors; cursors: Cursors; log: Logger }): Rooms {
  const rooms = new Map<number, OpenRoom>()
  const moved = new Set<OpenRoom>()
  let soon: NodeJS.Immediate | undefined

  function openRoom(restaurantId: number): OpenRoom {
    const followers = new Set<Follower>()
    return {
      restaurantId,
      frames: openFrames({ restaurantId, cursors }),
      followers,
      holders: 0,
      unpin: floors.pin(restaurantId),
      snapshot: () => floors.cached(restaurantId),
      join(follower) {
        followers.add(follower)
        return () => followers.delete(follower)
      },
      get size() {
        return followers.size
      },
    }
  }

  // After the answers of those who made the changes: a room of thousands must not stand between a commit and its answer.
  // What is committed until then goes in one round.
  function tell(): void {
    soon = undefined
    for (const room of moved) {
      moved.delete(room)
      const snapshot = room.snapshot()
      if (!snapshot) continue
      for (const follower of room.followers) {
        try {
          follower.follow(snapshot)
        } catch (error) {
          log.error({ err: error, restaurantId: room.restaurantId }, 'a socket could not be told of a change')
        }
      }
    }
  }

  const stopListening = floors.listen(({ restaurantId }: FloorEvent) => {
    const room = rooms.get(restaurantId)
    if (!room || room.followers.size === 0) return
    moved.add(room)
    soon ??= setImmediate(tell)
  })

  return {
    enter(restaurantId) {
      const room = rooms.get(restaurantId) ?? openRoom(restaurantId)
      rooms.set(restaurantId, room)
      room.holders += 1
      let isHeld = true
      return {
        room,
        leave() {
          if (!isHeld) return
          isHeld = false
          room.holders -= 1
          if (room.holders > 0) return
          rooms.delete(restaurantId)
          room.unpin()
        },
      }
    },
    count(restaurantId) {
      if (restaurantId !== undefined) return rooms.get(restaurantId)?.followers.size ?? 0
      return [...rooms.values()].reduce((sum, { followers }) => sum + followers.size, 0)
    },
    sweep() {
      for (const { frames } of rooms.values()) frames.sweep()
    },
    close() {
      stopListening()
      clearImmediate(soon)
    },
  }
}
