/** Says how far a long export or import is: how many rows of what. */
export type Progress = (what: string, count: number) => void
