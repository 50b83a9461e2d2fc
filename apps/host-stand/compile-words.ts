import { pathToFileURL } from 'node:url'
import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage'
import type { Plugin } from 'vite'

/** The messages of a language: as they are written, ICU text, or compiled for Lingui's runtime. */
interface MessageTree {
  readonly [name: string]: string | readonly unknown[] | MessageTree
}

const languageFile = /\/apps\/host-stand\/src\/words\/[a-z]{2}(-pages)?\.ts$/

/** Compiles the languages of the app with Lingui, so that the parser of ICU messages is not sent to the browser. */
export function compileWords(): Plugin {
  let edits = 0
  return {
    name: 'qtable:compile-words',
    enforce: 'pre',
    async load(id) {
      const [file = '', query = ''] = id.replaceAll('\\', '/').split('?')
      if (!languageFile.test(file) || query.startsWith('raw')) return
      // The query, so that Node reads the file again after an edit.
      edits += 1
      const written: Record<string, MessageTree> = await import(`${pathToFileURL(file).href}?edit=${edits}`)
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
