import { fireEvent, render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Field } from './field.tsx'

test('what the browser finds wrong stands beside the field in our words, without its bubble, until the field changes', () => {
  render(
    <form>
      <Field label="Name" required />
      <Field label="Email" type="email" defaultValue="ada" />
    </form>,
  )
  const [name, email] = [screen.getByLabelText<HTMLInputElement>('Name'), screen.getByLabelText('Email')]
  const isBubbleShown = (field: HTMLElement) => fireEvent.invalid(field)
  expect(isBubbleShown(email)).toBe(false)
  expect(isBubbleShown(name)).toBe(false)
  screen.getByText('Fill this in.')
  screen.getByText('That is no email address.')
  expect(name.getAttribute('aria-invalid')).toBe('true')
  // The first one that is wrong.
  expect(document.activeElement).toBe(name)
  fireEvent.input(name, { target: { value: 'Ada' } })
  expect(screen.queryByText('Fill this in.')).toBeNull()
  screen.getByText('That is no email address.')
})
