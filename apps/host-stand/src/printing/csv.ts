/** Rows as RFC 4180 has them. A cell that a spreadsheet would run as a formula is text. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')
}

function cellOf(text: string): string {
  // A name may be `=HYPERLINK(…)`. A phone number's plus is no formula.
  const safe = /^[=@\t\r]|^[+-](?![\d\s]*$)/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
