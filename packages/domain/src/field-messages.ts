import type { z } from 'zod'

/** What is wrong with a field, in words for people: zod's own speak of its types. Schemas may say it better. */
export function fieldMessage(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${kinds[issue.expected] ?? 'of another kind'}`
    case 'too_small':
      return limit(issue.origin, issue.minimum, { few: 'at least', bound: issue.inclusive ? '' : 'more than' })
    case 'too_big':
      return limit(issue.origin, issue.maximum, { few: 'at most', bound: issue.inclusive ? '' : 'less than' })
    case 'invalid_value':
      if (issue.input === undefined) return 'is missing'
      return issue.values.length === 1
        ? `must be ${String(issue.values[0])}`
        : `must be one of ${issue.values.join(', ')}`
    case 'invalid_format':
      return `must be ${formats[issue.format] ?? 'written in its form'}`
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    case 'invalid_union':
      return 'has none of the forms that it may have'
    case 'invalid_key':
    case 'invalid_element':
      return 'holds something that does not belong there'
    case 'unrecognized_keys':
    case 'custom':
      return undefined
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
  date: 'a date',
}

const formats: Readonly<Record<string, string>> = {
  uuid: 'a UUID such as 0197f6a0-7c00-7000-8000-000000000001',
  email: 'an email address',
  url: 'a web address',
  date: 'a day such as 2026-05-01',
  datetime: 'an instant such as 2026-05-01T18:30:00Z',
}

function limit(origin: string, bound: number | bigint, words: { few: string; bound: string }): string {
  const count = Number(bound)
  switch (origin) {
    case 'string':
      if (words.few === 'at least' && count === 1) return 'must not be empty'
      return `must have ${words.few} ${count} ${count === 1 ? 'character' : 'characters'}`
    case 'array':
    case 'set':
      return `must have ${words.few} ${count} ${count === 1 ? 'entry' : 'entries'}`
    default:
      return `must be ${words.bound || words.few} ${count}`
  }
}
