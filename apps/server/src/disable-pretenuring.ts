import { setFlagsFromString } from 'node:v8'

/**
 * Stops V8 from allocating objects directly in the old generation (allocation-site pretenuring).
 *
 * V8 does so for an allocation site once most of about a hundred objects from it have survived a young collection, as
 * those of the first requests after a start do, and those of requests that wait for the database. From then on the
 * garbage of each request stays until a full collection, with everything that it references. Measured with 35,000
 * reads/s on Node 24: in every second process, young collections took 13 ms instead of 0.4 ms, twelve times a second.
 */
export function disablePretenuring(): void {
  setFlagsFromString('--no-allocation-site-pretenuring')
}
