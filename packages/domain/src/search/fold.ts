// Letters that Unicode does not decompose into a base letter and an accent.
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ĸ: 'k',
  ƶ: 'z',
  ɓ: 'b',
}
// The same letters where people write them as two, as in German and the Nordic languages.
const twoLetters: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' }

const apostrophes = /['’‘ʼʻ`´′＇]/g
const separators = /[\s\p{Pd}.,;:/·+&()[\]{}"“”„«»_]+/gu

/**
 * The forms of a text that searches compare: without case, accents and apostrophes, words with one space between them.
 * The second form has umlauts as two letters, so that `Mueller` and `Muller` both find `Müller`.
 */
export function fold(text: string): readonly [plain: string, spelled: string] {
  const lower = lowerOf(text)
  const spelled = lower.replace(/[äöüåø]/g, (letter) => twoLetters[letter] ?? letter)
  return [withoutAccents(lower), withoutAccents(spelled)]
}

function lowerOf(text: string): string {
  return withLatinDigits(text.normalize('NFKC')).toLowerCase().replaceAll('ǿ', 'ø').replace(apostrophes, '')
}

// Arabic and Persian keyboards type their own digits.
function withLatinDigits(text: string): string {
  return text.replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 0xf))
}

// A word with more umlauts than this has its two usual forms alone.
const mostMixed = 4

/**
 * The words of a text that its two usual forms lack: with some umlauts as two letters and some as one, which is how
 * `Oelschlager` finds `Ölschläger`, and parts that a hyphen joins as one word, `jeanluc`.
 */
export function otherWords(text: string): string[] {
  return lowerOf(text)
    .split(/\s+/)
    .flatMap((word) => {
      const joined = word.replace(/\p{Pd}/gu, '')
      const mixed = mixedForms(word).map(withoutAccents)
      return joined === word ? mixed : [...mixed, ...fold(joined), ...mixedForms(joined).map(withoutAccents)]
    })
}

function mixedForms(word: string): string[] {
  const letters = [...word]
  const doubled = letters.flatMap((letter, i) => (Object.hasOwn(twoLetters, letter) ? [i] : []))
  if (doubled.length < 2 || doubled.length > mostMixed) return []
  return Array.from({ length: 2 ** doubled.length }, (_, bits) =>
    letters
      .map((letter, i) => {
        const place = doubled.indexOf(i)
        return place !== -1 && (bits >> place) & 1 ? (twoLetters[letter] ?? letter) : letter
      })
      .join(''),
  )
}

function withoutAccents(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßøłđðþæœıħŧŋĸƶɓ]/g, (letter) => letters[letter] ?? letter)
    .replace(separators, ' ')
    .trim()
}

/** The digits of a phone number or of what somebody typed of one. */
export function digitsOf(text: string): string {
  return withLatinDigits(text.normalize('NFKC')).replace(/\D/g, '')
}
