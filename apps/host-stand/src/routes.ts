import { readFileSync } from 'node:fs'
import path from 'node:path'

// Read as text, because the build script in Node cannot import components and styles.
const source = readFileSync(path.join(import.meta.dirname, 'pages.ts'), 'utf8')

/** The paths of the app's pages: the server answers them with the app, and so does the service worker offline. */
export const appRoutes = [...source.matchAll(/\bpath: '([^']+)'/g)].map(([, found = '']) => found)
