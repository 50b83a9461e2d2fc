import { readFile } from 'node:fs/promises'

// USER_HZ of Linux, the same on every architecture of Node.
const ticksPerSecond = 100

/** The processor time of a process in seconds. */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // The program name is in parentheses and may hold any character. `utime` and `stime` are the 12th and 13th field after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}
