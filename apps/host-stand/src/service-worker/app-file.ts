/** A file of the app. `revision` is a hash of its content where its name does not have one. */
export interface AppFile {
  /** Its path on the server, such as `/index.html`. */
  path: string
  revision?: string
}
