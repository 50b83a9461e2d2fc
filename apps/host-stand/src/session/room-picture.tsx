import styles from './room-picture.module.css'

interface Place {
  x: number
  y: number
  width: number
  height?: number
  /** The corner radius; half the width for a round table. */
  corner?: number
  turn?: number
  /** The elapsed share of its party's turn; undefined for a free table. */
  sat?: number
  urgency?: 'soon' | 'late'
}

// A room of 600 × 760 units, drawn like the floor.
const places: readonly Place[] = [
  { x: 60, y: 70, width: 84, corner: 42, sat: 0.7 },
  { x: 230, y: 60, width: 84, corner: 42 },
  { x: 430, y: 70, width: 96, corner: 12, turn: 45, sat: 0.35 },
  { x: 60, y: 240, width: 84, corner: 12 },
  { x: 210, y: 230, width: 190, height: 92, corner: 12, sat: 0.93, urgency: 'soon' },
  { x: 470, y: 270, width: 76, corner: 38 },
  { x: 50, y: 410, width: 110, height: 96, corner: 28, sat: 0.15 },
  { x: 250, y: 420, width: 84, corner: 12, sat: 1, urgency: 'late' },
  { x: 410, y: 430, width: 150, height: 90, corner: 45, sat: 0.5 },
  { x: 60, y: 610, width: 84, corner: 42 },
  { x: 230, y: 620, width: 320, height: 62, corner: 12 },
]

/** A picture of a room with some occupied tables. */
export function RoomPicture() {
  return (
    <div className={styles.picture} aria-hidden>
      <svg viewBox="0 0 600 760" className={styles.room} role="presentation">
        {places.map((place) => (
          <Table key={`${place.x} ${place.y}`} place={place} />
        ))}
      </svg>
    </div>
  )
}

function Table({ place: { x, y, width, height = width, corner = 12, turn = 0, sat, urgency } }: { place: Place }) {
  const frame = { x, y, width, height, rx: corner }
  return (
    <g transform={`rotate(${turn} ${x + width / 2} ${y + height / 2})`}>
      <rect {...frame} className={sat === undefined ? styles.free : styles.taken} />
      {sat !== undefined && (
        <rect {...frame} className={styles.ring} data-urgency={urgency} pathLength={1} strokeDasharray={`${sat} 1`} />
      )}
    </g>
  )
}
