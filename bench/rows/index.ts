import type { Row } from '../measure/row.ts'
import { batch } from './batch.ts'
import { commitToClient } from './commit-to-client.ts'
import { dashboard } from './dashboard.ts'
import { fanOut } from './fan-out.ts'
import { floors } from './floors.ts'
import { fresh } from './fresh.ts'
import { history } from './history.ts'
import { hot } from './hot.ts'
import { neighbours } from './neighbours.ts'
import { notModified } from './not-modified.ts'
import { seats } from './seats.ts'
import { single } from './single.ts'
import { socketMemory } from './socket-memory.ts'
import { start } from './start.ts'
import { writes } from './writes.ts'
import { years } from './years.ts'

/** Every row of the table, in its order. */
export const rows: readonly Row[] = [
  writes,
  fresh,
  hot,
  single,
  seats,
  dashboard,
  notModified,
  fanOut,
  commitToClient,
  batch,
  socketMemory,
  start,
  neighbours,
  history,
  floors,
  years,
]
