import { type Problem, parse } from '@qtable/domain'
import { CommandBody, type CommandResult, type OperationProblem, spelled } from '@qtable/protocol'
import { z } from 'zod'
import type { Identity } from '../accounts/identity.ts'
import { reportUnexpected } from '../guarded.ts'
import { toProblem } from '../wire/problems.ts'
import type { SocketParts } from './socket-parts.ts'

// Unknown fields are ignored, as in every message of a socket.
const LooseCommand = z.object(CommandBody.shape)

/**
 * Runs a command that arrived in a message (SY50). It is queued when this returns, so commands run in the order of the
 * calls. The promise resolves to the answer and never rejects.
 */
export async function runCommand(
  received: { id: string; type?: unknown; payload?: unknown; at?: unknown },
  { identity, parts }: { identity: Identity; parts: Pick<SocketParts, 'commands' | 'log'> },
): Promise<CommandResult> {
  const { userId, name, role, restaurantId } = identity
  const { id } = received
  try {
    const command = parse(LooseCommand, spelled(CommandBody, received, identity), 'command')
    const { status, version, transaction } = await parts.commands
      .execute(
        restaurantId,
        { id: userId, name, role },
        { unit: { id: command.id, kind: 'change', commands: [command] }, clientChoseId: true },
      )
      .catch((error: unknown) => {
        throw toProblem(error).below('command')
      })
    const warnings = transaction?.warnings ? { warnings: transaction.warnings } : {}
    return { type: 'command_result', id, status, version, ...warnings }
  } catch (error) {
    const problem = toProblem(error)
    if (problem.code === 'internal') {
      reportUnexpected(problem.cause, { where: 'command', log: parts.log, restaurantId, commandId: id })
    }
    return { type: 'command_result', id, status: 'rejected', error: operationProblem(problem) }
  }
}

function operationProblem({ code, detail, current, errors }: Problem): OperationProblem {
  return {
    code,
    detail,
    ...(current === undefined ? {} : { current }),
    ...(errors === undefined ? {} : { errors }),
  }
}
