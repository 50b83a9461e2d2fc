import { expect, test } from 'vitest'
import { CreateUserBody, LoginBody, RegisterBody, UpdateUserBody } from './accounts.ts'

const body = { restaurantName: ' Chez Ada ', name: 'أدا 🍽️', email: ' Ada@Example.COM ', password: 'a good password' }

test('an email is trimmed and lower-cased, a name trimmed, the time zone UTC unless given', () => {
  expect(RegisterBody.parse(body)).toEqual({
    restaurantName: 'Chez Ada',
    timezone: 'UTC',
    name: 'أدا 🍽️',
    email: 'ada@example.com',
    password: 'a good password',
  })
})

test('an address of any script is one account, however its letters are composed', () => {
  const wanted = 'josé@bücher.example'
  for (const email of [wanted, 'JOSÉ@Bücher.example', wanted.normalize('NFD')]) {
    expect(RegisterBody.parse({ ...body, email }).email).toBe(wanted)
  }
})

test('each wrong field is refused with its path', () => {
  const wrong: [string, unknown][] = [
    ['email', 'not an email'],
    ['email', `${'a'.repeat(320)}@example.com`],
    ['email', 'ada@example.com\0'],
    ['email', 'ada lovelace@example.com'],
    ['email', 'ada@example'],
    ['password', 'short'],
    ['password', 'x'.repeat(201)],
    ['password', 'with a \u0000 inside'],
    ['password', 'with a \ud800 inside'],
    ['name', ''],
    ['name', 'a\u0007b'],
    ['timezone', 'Mars/Olympus'],
    ['restaurantName', 'x'.repeat(121)],
    ['restaurantName', 7],
  ]
  for (const [path, value] of wrong) {
    const result = RegisterBody.safeParse({ ...body, [path]: value })
    expect(
      result.error?.issues.map((issue) => issue.path),
      `${path}: ${JSON.stringify(value)}`,
    ).toContainEqual([path])
  }
})

test('spaces of a password are its own, and unknown fields are refused', () => {
  expect(LoginBody.parse({ email: body.email, password: ' a b ' }).password).toBe(' a b ')
  expect(LoginBody.safeParse({ email: body.email, password: 'x', role: 'owner' }).success).toBe(false)
  expect(CreateUserBody.safeParse({ ...body, role: 'god' }).success).toBe(false)
  expect(UpdateUserBody.safeParse({}).success).toBe(false)
  expect(UpdateUserBody.safeParse({ password: 'a good password' }).success).toBe(false)
})
