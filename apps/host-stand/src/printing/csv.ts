import { stringify } from 'csv-stringify/browser/esm/sync'

/** How spreadsheets in a language separate cells: with a semicolon where the comma separates decimals. */
export function csvSeparator(language: string): ',' | ';' {
  const parts = new Intl.NumberFormat(language).formatToParts(0.5)
  return parts.find(({ type }) => type === 'decimal')?.value === ',' ? ';' : ','
}

/** Rows as a CSV file (RFC 4180). A cell that a spreadsheet would run as a formula becomes text. */
export function csvOf(rows: readonly (readonly string[])[], separator: ',' | ';'): string {
  return stringify(
    rows.map((row) => row.map(safeCell)),
    { delimiter: separator, record_delimiter: 'windows', quoted_match: /[\r\n;,]/ },
  )
}

// Spreadsheets skip spaces, line breaks and marks without a width, and people do not see them.
const hiddenStart = /^[\p{Z}\p{C}\p{Default_Ignorable_Code_Point}]+/u
const phoneNumber = /^[+-][\d\s]*$/

/**
 * A name may be `=HYPERLINK(…)`. Spreadsheets skip what they do not show, and some take other forms of the signs
 * (full-width, small, U+2212) for the signs, so all are compared in one form. `escape_formulas` of the library sees only
 * the first character. A phone number's plus is no formula.
 */
function safeCell(text: string): string {
  const shown = text.replace(hiddenStart, '')
  const isFormula = /^[=+\-@\u2212]/.test(shown.normalize('NFKC')) && !phoneNumber.test(text)
  return isFormula || /^[\t\r\n]/.test(text) ? `'${text}` : text
}
