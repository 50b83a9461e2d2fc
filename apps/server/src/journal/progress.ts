/** Reports the progress of an export or import: the kind of row and how many are done. */
export type Progress = (what: string, count: number) => void
