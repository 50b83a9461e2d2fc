import { readFile } from 'node:fs/promises'

// Of Linux, on every architecture that Node runs on.
const ticksPerSecond = 100

/** The seconds that a process has kept a core busy. */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // The name of the program is in brackets and may hold anything; `utime` and `stime` are the 12th and 13th after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}
