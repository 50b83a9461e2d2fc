import { memo } from 'react'
import type { Box } from './geometry.ts'
import { type Bridge, groundEdge, type SectionGround } from './ground.ts'
import styles from './plan-view.module.css'

/** Everything under the tables: the grounds of sections and the bridges of joined tables. */
export const PlanGround = memo(function PlanGround({
  box,
  scale,
  grounds,
  bridges,
}: {
  box: Box
  scale: number
  grounds: readonly SectionGround[]
  bridges: readonly Bridge[]
}) {
  return (
    <svg
      className={styles.ground}
      style={{ left: box.x * scale, top: box.y * scale }}
      width={box.width * scale}
      height={box.height * scale}
      viewBox={`${box.x} ${box.y} ${box.width} ${box.height}`}
      aria-hidden
    >
      <defs>
        <pattern id="table-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1="0" y1="0" x2="0" y2="7" className={styles.hatchLine} />
        </pattern>
      </defs>
      {grounds.map(({ section, rooms }) => (
        <g key={section.id} className={styles.section} fill={section.color}>
          {rooms.map((room) => (
            <rect key={`${room.x} ${room.y}`} {...room} rx={groundEdge} />
          ))}
        </g>
      ))}
      {bridges.map(({ key, from, to, isLive }) => (
        <line
          key={key}
          className={isLive ? styles.bridgeLive : styles.bridge}
          x1={from.x}
          y1={from.y}
          x2={to.x}
          y2={to.y}
          strokeWidth={18}
        />
      ))}
    </svg>
  )
})

/** A narrower ground shows its name without its server. */
const bothNamesPx = 120

/** The names of the sections, above the upper left corner of each. */
export const SectionNames = memo(function SectionNames({
  grounds,
  scale,
}: {
  grounds: readonly SectionGround[]
  scale: number
}) {
  return grounds.map(({ section, rooms: [room] }) => {
    return (
      room && (
        <span
          key={section.id}
          className={styles.sectionName}
          style={{
            left: (room.x + groundEdge / 2) * scale,
            top: room.y * scale,
            maxWidth: Math.max(40, (room.width - groundEdge) * scale),
          }}
        >
          {section.serverName && room.width * scale >= bothNamesPx
            ? `${section.name} · ${section.serverName}`
            : section.name}
        </span>
      )
    )
  })
})
