import { refusal } from '../../errors.ts'
import { branchRef } from '../../git/refs.ts'
import { cureOfRule } from '../platform-rules.ts'
import * as v from 'valibot'
import { once } from './client.ts'
import { failureOf, GraphqlFailure, isLag, isLost } from './failures.ts'
import type { Failure } from './failures.ts'
import { repositoryId } from './repository.ts'
import type { Repository } from './repository.ts'

/** GraphQL's value for "no such branch": as the new value, it deletes the branch. */
const nothing = '0'.repeat(40)

const mutation = `mutation moveRef($input: UpdateRefsInput!) {
  updateRefs(input: $input) { clientMutationId }
}`

const MoveAnswer = v.object({ updateRefs: v.nullable(v.object({})) })

export interface BranchMove {
  readonly branch: string
  /** Undefined: only if the branch does not exist. */
  readonly from: string | undefined
  readonly to: string
}

/**
 * Moves a branch if it is still at `from`.
 *
 * A new branch is created by REST, which refuses if it exists. All other moves use GraphQL's updateRefs with
 * `beforeOid`: REST's update without force would also move a branch that was reset to an ancestor of `from`, and
 * restore the commits that somebody has just removed.
 *
 * The reason for a refusal is never read from its message, but from the branch itself.
 *
 * @throws FairleadError (refused) if a protection or a ruleset forbids it, and the errors of the client
 */
export async function moveBranch(repository: Repository, move: BranchMove): Promise<'moved' | 'lost'> {
  const { branch, from, to } = move
  const ref = branchRef(branch)
  const { client, at } = repository
  const write = async () => {
    if (from === undefined) await client.rest.git.createRef({ ...at, ...once, ref, sha: to })
    else await updateRef(repository, ref, from, to)
    return 'moved' as const
  }
  const find = async () => {
    const tip = await readBranch(repository, branch)
    if (tip === to) return 'moved'
    return tip === from ? undefined : 'lost'
  }
  try {
    return await client.retry<'moved' | 'lost'>(write, { find, again: isPassing })
  } catch (error) {
    throw asRefusal(error, branch, from === undefined)
  }
}

/**
 * Deletes a branch if it is still at `from`.
 *
 * @throws as `moveBranch` does
 */
export async function deleteBranch(
  repository: Repository,
  branch: string,
  from: string,
): Promise<'deleted' | 'lost'> {
  const ref = branchRef(branch)
  const write = async () => {
    await updateRef(repository, ref, from, nothing)
    return 'deleted' as const
  }
  const find = async () => {
    const tip = await readBranch(repository, branch)
    if (tip === undefined) return 'deleted'
    return tip === from ? undefined : 'lost'
  }
  try {
    return await repository.client.retry<'deleted' | 'lost'>(write, { find, again: isPassing })
  } catch (error) {
    throw asRefusal(error, branch, false)
  }
}

async function updateRef(repository: Repository, name: string, from: string, to: string): Promise<void> {
  const id = await repositoryId(repository)
  // Force only if necessary: most moves are fast-forwards.
  const force = repository.parents.get(to) !== from
  const input = { repositoryId: id, refUpdates: [{ name, beforeOid: from, afterOid: to, force }] }
  const answer = await repository.client.graphql(MoveAnswer, mutation, { input }, once)
  if (answer.updateRefs === null) throw new GraphqlFailure([{ message: 'the update was not confirmed' }], {})
}

/** Returns the tip of a branch, or undefined if the branch does not exist. */
export async function readBranch({ client, at }: Repository, branch: string): Promise<string | undefined> {
  try {
    return (await client.rest.git.getRef({ ...at, ref: `heads/${branch}` })).data.object.sha
  } catch (error) {
    // 409: the repository is empty.
    const status = failureOf(error)?.status
    if (status === 404 || status === 409) return undefined
    throw error
  }
}

function isPassing(failure: Failure): boolean {
  return isLost(failure) || isLag(failure)
}

/**
 * Returns the error for a branch that did not move although the token may write to it: a rule prevents the update.
 */
function asRefusal(error: unknown, branch: string, isNew: boolean): unknown {
  const failure = failureOf(error)
  const isRule =
    failure?.status === 422 || /protected|rule violation|not authorized/i.test(failure?.reason ?? '')
  if (failure === undefined || !isRule || failure.isRateLimit) return error
  return refusal(`GitHub did not update the branch "${branch}": ${failure.reason}`, {
    hint:
      cureOfRule(failure.reason) ??
      `${isNew ? 'Set `branch` to another name' : 'Use `method: pull-request`'}, or allow the App to bypass the rule.`,
  })
}
