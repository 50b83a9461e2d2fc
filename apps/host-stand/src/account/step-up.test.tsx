import { QTableProvider } from '@qtable/client/react'
import { Problem } from '@qtable/domain'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { requestAsPerson } from './step-up.ts'
import { StepUpDialog } from './step-up-dialog.tsx'

/** A client whose server asks for the password before anything else. */
function openAsking() {
  const sent: string[] = []
  let isConfirmed = false
  const client = {
    view: undefined,
    async request(method: string, path: string, body?: { password?: string }) {
      sent.push(`${method} ${path}`)
      if (path === '/auth/step-up') {
        if (body?.password !== 'right') throw new Problem('validation_failed', 'password: is not your password')
        isConfirmed = true
        return undefined
      }
      if (!isConfirmed) throw new Problem('step_up_required', 'Show that it is you')
      return 'done'
    },
  }
  const asked = client as unknown as Parameters<typeof requestAsPerson>[0]
  render(
    <QTableProvider client={asked}>
      <StepUpDialog />
    </QTableProvider>,
  )
  return { sent, ask: () => requestAsPerson(asked, 'DELETE', '/users/1') }
}

const give = async (password: string) => {
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: password } })
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Go on' })))
}

test('a request that needs the password asks for it, and is sent again once it is right', async () => {
  const { sent, ask } = openAsking()
  const answer = ask()
  await act(async () => {})
  await give('wrong')
  screen.getByText('That is not your password.')
  await give('right')
  expect(await answer).toBe('done')
  expect(sent).toEqual(['DELETE /users/1', 'POST /auth/step-up', 'POST /auth/step-up', 'DELETE /users/1'])
  expect(screen.queryByText('Is it you?')).toBeNull()
})

test('without the password nothing is sent again', async () => {
  const { sent, ask } = openAsking()
  const answer = ask()
  const refused = expect(answer).rejects.toMatchObject({ code: 'step_up_required' })
  await act(async () => {})
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Cancel' })))
  await refused
  expect(sent).toEqual(['DELETE /users/1'])
})
