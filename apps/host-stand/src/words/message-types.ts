/** What a message may be given: several numbers of tables are joined with a plus. */
type MessageValue = string | number | readonly string[]

/** The values of an ICU message by name: a number where it decides the plural, otherwise anything that can be shown. */
type ValuesIn<Text extends string, Found = unknown> = Text extends `${string}{${infer Rest}`
  ? ValuesIn<Rest, Found & ValueAt<Rest>>
  : Found

// `Rest` begins after a brace, which opens a value or a branch of a plural. A branch holds more than a lower-case word.
type ValueAt<Rest extends string> = Rest extends `${infer Inner}}${string}`
  ? Inner extends `${infer Name}, ${'plural' | 'number'}${string}`
    ? Name extends `${string} ${string}`
      ? unknown
      : { [N in Name]: number }
    : Inner extends `${string} ${string}` | `${string}#${string}` | `${string}{${string}` | ''
      ? unknown
      : Inner extends Uncapitalize<Inner>
        ? { [N in Inner]: MessageValue }
        : unknown
  : unknown

type IsUnion<T, Whole = T> = T extends unknown ? ([Whole] extends [T] ? false : true) : never

/** A message: a text, or a function of its one value, or of its values by name. */
type Message<Text extends string> =
  ValuesIn<Text> extends infer Values
    ? [keyof Values] extends [never]
      ? string
      : IsUnion<keyof Values> extends true
        ? (values: { readonly [N in keyof Values]: Values[N] }) => string
        : (value: Values[keyof Values]) => string
    : never

/** The words of a catalogue as screens read them. */
export type WordsOf<Catalogue> = {
  readonly [Name in keyof Catalogue]: Catalogue[Name] extends string
    ? Message<Catalogue[Name]>
    : WordsOf<Catalogue[Name]>
}

/** The same words in another language. */
export type Translated<Catalogue> = {
  readonly [Name in keyof Catalogue]: Catalogue[Name] extends string ? string : Translated<Catalogue[Name]>
}

/** A catalogue as it is loaded: texts, and messages compiled by Lingui. */
export interface CompiledCatalogue {
  readonly [name: string]: string | readonly unknown[] | CompiledCatalogue
}
