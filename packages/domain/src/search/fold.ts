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
  const lower = text.normalize('NFKC').toLowerCase().replace(apostrophes, '')
  const spelled = lower.replace(/[äöüåø]/g, (letter) => twoLetters[letter] ?? letter)
  return [withoutAccents(lower), withoutAccents(spelled)]
}

function withoutAccents(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßøłđðþæœıħŧŋĸ]/g, (letter) => letters[letter] ?? letter)
    .replace(separators, ' ')
    .trim()
}

/** The digits of a phone number or of what somebody typed of one. */
export function digitsOf(text: string): string {
  return text.normalize('NFKC').replace(/\D/g, '')
}
