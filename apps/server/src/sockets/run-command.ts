import { type Problem, parse } from '@qtable/domain'
import { CommandBody, type CommandResult, type OperationProblem } from '@qtable/protocol'
import { z } from 'zod'
import type { Identity } from '../accounts/identity.ts'
import { toProblem } from '../wire/problems.ts'
import type { SocketWorld } from './socket-parts.ts'

// As everywhere on a socket, what is not known is ignored.
const LooseCommand = z.object(CommandBody.shape)

/**
 * Runs a command that came in a message (SY50). It is in line when this returns, so commands run in the order in which
 * this is called; the promise is of its answer and never fails.
 */
export async function runCommand(
  sent: { id: string; type?: unknown; payload?: unknown },
  { identity, world }: { identity: Identity; world: Pick<SocketWorld, 'commands' | 'log'> },
): Promise<CommandResult> {
  const { userId, name, role, restaurantId } = identity
  try {
    const command = parse(LooseCommand, sent, 'command')
    const { status, version } = await world.commands
      .execute(
        restaurantId,
        { id: userId, name, role },
        { unit: { id: command.id, kind: 'change', commands: [command] }, clientChoseId: true },
      )
      .catch((error: unknown) => {
        throw toProblem(error).below('command')
      })
    return { type: 'command_result', id: sent.id, status, version }
  } catch (error) {
    const problem = toProblem(error)
    if (problem.code === 'internal') {
      world.log.error({ err: problem.cause, restaurantId, commandId: sent.id }, 'a command failed for no known reason')
    }
    return { type: 'command_result', id: sent.id, status: 'rejected', error: refusal(problem) }
  }
}

function refusal({ code, detail, current, errors }: Problem): OperationProblem {
  return {
    code,
    detail,
    ...(current === undefined ? {} : { current }),
    ...(errors === undefined ? {} : { errors }),
  }
}
