import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage'
import type { Plugin } from 'vite'

/** The messages of a language: as they are written, ICU text, or compiled for Lingui's runtime. */
interface MessageTree {
  readonly [name: string]: string | readonly unknown[] | MessageTree
}

const languageFile = /\/apps\/host-stand\/src\/words\/[a-z]{2}(-pages)?\.ts$/

/**
 * Compiles the languages of the app with Lingui, so that the parser of ICU messages is not sent to the browser. With
 * `?url`, a language is a JSON file, which a page can fetch again: a module that failed to load fails until the page is
 * left.
 */
export function compileWords(): Plugin {
  let edits = 0
  let isBuild = false
  return {
    name: 'qtable:compile-words',
    enforce: 'pre',
    configResolved({ command }) {
      isBuild = command === 'build'
    },
    async load(id) {
      const [file = '', query = ''] = id.replaceAll('\\', '/').split('?')
      if (!languageFile.test(file) || query.startsWith('raw')) return
      // The query, so that Node reads the file again after an edit.
      edits += 1
      const written: Record<string, MessageTree> = await import(`${pathToFileURL(file).href}?edit=${edits}`)
      if (/(^|&)url\b/.test(query)) {
        const source = JSON.stringify(compiled(Object.assign({}, ...Object.values(written))))
        if (!isBuild) return `export default ${JSON.stringify(`data:application/json,${encodeURIComponent(source)}`)}`
        const name = `${path.basename(file, '.ts')}.json`
        return `export default import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: 'asset', name, source })}`
      }
      const exported = Object.entries(written).map(
        ([name, tree]) => `export const ${name} = ${JSON.stringify(compiled(tree))}`,
      )
      return exported.join('\n')
    },
  }
}

function compiled(tree: MessageTree): MessageTree {
  return Object.fromEntries(
    Object.entries(tree).map(([name, value]) => [
      name,
      typeof value === 'string' ? compiledMessage(value) : compiled(value as MessageTree),
    ]),
  )
}

// A text without values needs no formatting: it stays a text.
function compiledMessage(text: string): string | readonly unknown[] {
  const tokens = compileMessageOrThrow(text)
  return tokens.every((token) => typeof token === 'string') ? tokens.join('') : tokens
}
