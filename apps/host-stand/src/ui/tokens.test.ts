import { expect, test } from 'vitest'
import { phoneQuery, uprightQuery, wideQuery } from './use-media.ts'

/** The part of `node:fs` that this test needs: the app's sources have no types for Node. */
interface Files {
  globSync(pattern: string, options: { cwd: string }): string[]
  readFileSync(file: string, encoding: 'utf8'): string
}

// Read from disk: the test runner transforms imported style sheets, even as text.
const nodeFiles = 'node:fs'
const files = (await import(nodeFiles)) as Files
const root = new URL('..', import.meta.url).pathname
const read = (file: string) => files.readFileSync(root + file, 'utf8')
const tokens = read('ui/tokens.css')
const breakpoints = read('ui/breakpoints.css')
const styles = files
  .globSync('**/*.css', { cwd: root })
  .filter((file) => file !== 'ui/tokens.css' && file !== 'ui/breakpoints.css')
  .map((file) => [file, read(file)] as const)

/** The values of the tokens whose name begins so: `8px`. */
const valuesOf = (prefix: string) =>
  new Set([...tokens.matchAll(new RegExp(`--${prefix}[\\w-]*: (\\d+px);`, 'g'))].map(([, value]) => value))

interface Declaration {
  where: string
  property: string
  value: string
}

const declarations = styles.flatMap(([file, text]) =>
  [...text.matchAll(/^\s+([\w-]+):\s*([^;{]+);/gm)].map(
    ([, property = '', value = '']): Declaration => ({ where: file, property, value: value.trim() }),
  ),
)

const pixels = (value: string): readonly string[] => value.match(/(?<![\w.])\d+px/g) ?? []
const offences = (isWrong: (one: Declaration) => boolean) =>
  declarations.filter(isWrong).map(({ where, property, value }) => `${where}: ${property}: ${value}`)

test('weights and text sizes are tokens', () => {
  expect(declarations.length).toBeGreaterThan(1000)
  expect(offences(({ property, value }) => property === 'font-weight' && !/^(var|inherit)/.test(value))).toEqual([])
  // The root's font size is one rem.
  const isRoot = ({ where, value }: Declaration) => where === 'ui/base.css' && value === '16px'
  expect(offences((one) => one.property === 'font-size' && !/^(var|inherit)/.test(one.value) && !isRoot(one))).toEqual(
    [],
  )
})

test('sizes that a token names use the token', () => {
  const spaces = valuesOf('space')
  const radii = valuesOf('radius')
  const isSpace = /^(margin|padding|gap|row-gap|column-gap|inset|top|right|bottom|left)/
  expect(spaces.size).toBeGreaterThan(6)
  expect(
    offences(({ property, value }) => isSpace.test(property) && pixels(value).some((one) => spaces.has(one))),
  ).toEqual([])
  expect(
    offences(({ property, value }) => property === 'border-radius' && pixels(value).some((one) => radii.has(one))),
  ).toEqual([])
  expect(offences(({ value }) => pixels(value).includes('44px'))).toEqual([])
})

test('only the tokens contain colours, each once for both themes; paper and QR codes have their own', () => {
  const isColour = /oklch\(|#[0-9a-f]{3,8}\b|rgba?\(/
  expect(offences(({ where, value }) => isColour.test(value) && !/\/(print-page|qr-picture)\./.test(where))).toEqual([])
  const named = [...tokens.matchAll(/^\s+(--[\w-]+):[^;]*oklch/gm)].map(([, name]) => name)
  expect(named.length).toBeGreaterThan(20)
  expect(new Set(named).size).toBe(named.length)
})

test('breakpoints have names, the same in styles and scripts', () => {
  const raw = styles.flatMap(([file, text]) =>
    [...text.matchAll(/@media [^{]*width[^{]*/g)].map(([query]) => `${file}: ${query}`),
  )
  expect(raw).toEqual([])
  const named = new Map([...breakpoints.matchAll(/^@value ([\w-]+): (.*);$/gm)].map(([, name, query]) => [name, query]))
  expect(named.get('on-phone')).toBe(phoneQuery)
  expect(named.get('on-upright-tablet')).toBe(uprightQuery)
  expect(named.get('on-wide-screen')).toBe(wideQuery)
})

test('every used token exists, and every token is used', () => {
  const defined = new Set([...tokens.matchAll(/^\s+(--[\w-]+):/gm)].map(([, name = '']) => name))
  const text = styles.map(([, one]) => one).join('\n')
  const used = new Set([...`${text}${tokens}`.matchAll(/var\((--[\w-]+)/g)].map(([, name = '']) => name))
  const local = new Set([...text.matchAll(/^\s+(--[\w-]+):/gm)].map(([, name = '']) => name))
  // Set by scripts, and by the component library.
  const others = /^--(rail|rail-below|clock|beside|above|active-tab-|available-|transform-origin)/
  expect([...used].filter((name) => !defined.has(name) && !local.has(name) && !others.test(name))).toEqual([])
  expect([...defined].filter((name) => !used.has(name))).toEqual([])
})

test('every class is used by a component beside it', () => {
  const sources = files.globSync('**/*.tsx', { cwd: root }).map(read)
  const unused = styles
    .filter(([file]) => file.endsWith('.module.css'))
    .flatMap(([file, text]) => {
      const name = file.split('/').at(-1) ?? ''
      const users = Object.values(sources)
        .filter((source) => source.includes(`/${name}'`))
        .join('\n')
      const classes = new Set([...text.matchAll(/(?<=^|[\s,>+(:])\.([a-zA-Z]\w*)/gm)].map(([, one = '']) => one))
      // A class looked up by a value counts as used by that value.
      const isComputed = /(styles|plan|faces)\[/.test(users)
      return [...classes]
        .filter((one) => !new RegExp(`\\b(styles|plan|faces)\\.${one}\\b`).test(users) && !isComputed)
        .map((one) => `${file}: .${one}`)
    })
  expect(unused).toEqual([])
})
