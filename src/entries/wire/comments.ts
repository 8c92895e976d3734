import type { CommentMode, CommentTarget } from '../../commands/comment.ts'
import { inputError } from '../../errors.ts'
import { openCheckout } from '../../git/checkout.ts'
import type { Wiring } from '../define.ts'
import { gitIn, originAddress } from './folder.ts'
import { connectToGithub } from './connect.ts'
import { connect, forgeOf } from './forges.ts'

export interface CommentInputs {
  readonly forge: string
  readonly path: string
  readonly repository: string | undefined
  /** The target branch of the pull request; undefined if the job does not name one. */
  readonly base: string | undefined
  /** The target branch of the job's own request from its event, if it was the base of the comparison. */
  readonly into?: string | undefined
  readonly 'pull-request': string | undefined
  readonly 'comment-token': string | undefined
  readonly 'comment-id': string | undefined
  readonly comment: CommentMode
}

/**
 * Returns the comments of the pull request that the job runs for or that an input names; undefined if there is none.
 *
 * In a workflow that runs after another one, the pull request is found by the repository, branch and commit of the
 * event. The files of the other run do not determine where the comment is written.
 *
 * @throws FairleadError (input) if a pull request is named and a token or the repository is missing
 */
export async function commentsFor(inputs: CommentInputs, wiring: Wiring): Promise<CommentTarget | undefined> {
  const { context, say } = wiring
  const named = inputs['pull-request'] ?? context.request?.number
  if (inputs.forge === 'local') return localTarget(inputs, wiring)
  if (named === undefined && !context.finishedRun) return undefined
  if (named !== undefined && !/^[1-9]\d{0,9}$/.test(named))
    throw inputError(`${JSON.stringify(named)} is not the number of a ${forgeOf(inputs.forge).words.request}`)
  const token = inputs['comment-token']
  if (token === undefined) {
    if (inputs['pull-request'] !== undefined || inputs.comment === 'required')
      throw inputError('comment-token is missing, so no comment can be written', {
        hint: 'Set comment-token to a token with permission to write comments, or set comment: never.',
      })
    say('comment-token is not set, so no comment is written.')
    return undefined
  }
  if (named === undefined) return ofFinishedRun(inputs, token, wiring)
  const repository = await repositoryFor(inputs, wiring)
  const connection = await connect(inputs.forge, { repository, token }, wiring)
  const noun = forgeOf(inputs.forge).words.request
  return { to: await connection.comments(), request: named, noun, ...ofJob(inputs, wiring) }
}

/**
 * Returns the repository that the request belongs to. In the pipeline of a fork this is the parent project; in the
 * fork, the same number belongs to another request.
 *
 * @throws FairleadError (input) if it is unknown
 */
async function repositoryFor(inputs: CommentInputs, { context }: Wiring): Promise<string> {
  const told = inputs.repository ?? context.request?.repository ?? context.job.repository
  if (told !== undefined) return told
  const kind = forgeOf(inputs.forge)
  const origin = await originAddress(gitIn(inputs.path, context)).catch(() => undefined)
  const repository = kind.nameOf(origin, context)
  if (repository !== undefined) return repository
  throw inputError(`repository is missing, so the ${kind.words.request} is not known`, {
    hint: `Set repository to ${kind.naming}.`,
  })
}

/** Returns the pull request of the triggering run, on GitHub: only there does a workflow run after another one. */
async function ofFinishedRun(
  inputs: CommentInputs,
  token: string,
  wiring: Wiring,
): Promise<CommentTarget | undefined> {
  const { finishedRun } = wiring.context
  if (inputs.forge !== 'github' || finishedRun === undefined) return undefined
  const repository = await repositoryFor(inputs, wiring)
  const connection = await connectToGithub({ repository, token }, wiring)
  const request = await connection.pullRequestOf(finishedRun, inputs.base)
  if (request === undefined) {
    wiring.say(
      'No open pull request has the commit of the triggering run as its head, so no comment is written.',
    )
    return undefined
  }
  const to = await connection.comments()
  return { to, request, noun: 'pull request', isForeign: true, ...ofJob(inputs, wiring) }
}

/**
 * Returns the id that distinguishes this job's comment from others, the commit that it is about, and why it may not
 * be written.
 */
function ofJob(
  inputs: CommentInputs,
  { context }: Wiring,
): Pick<CommentTarget, 'id' | 'head' | 'base' | 'cure'> {
  const { request, finishedRun, job } = context
  const isOwn = inputs['pull-request'] === undefined || inputs['pull-request'] === request?.number
  const isDependabot = job.actor === 'dependabot[bot]'
  const readsOnly = inputs.forge === 'github' && (isDependabot || request?.isFork === true)
  return {
    id: inputs['comment-id'] ?? job.name,
    head: isOwn ? (request?.head ?? finishedRun?.headCommit) : undefined,
    base: isOwn ? inputs.into : undefined,
    cure: readsOnly
      ? `The token of a run ${isDependabot ? 'that Dependabot started' : 'for a fork'} is read-only, whatever its workflow allows. Comment from a second workflow: see "Pull requests from forks" in actions/diff/README.md.`
      : undefined,
  }
}

/**
 * Returns the pull request on a plain git remote, which has the name of its branch. It gets a comment only if an
 * input names it.
 */
async function localTarget(inputs: CommentInputs, wiring: Wiring): Promise<CommentTarget | undefined> {
  const request = inputs['pull-request']
  if (request === undefined) return undefined
  const { context } = wiring
  const repository = inputs.repository ?? (await openCheckout(inputs.path, context.environment).origin())
  if (repository === undefined)
    throw inputError('repository is missing, and the checkout has no remote "origin"', {
      hint: 'Set repository to the path or address of the git repository that contains the pull request.',
    })
  const connection = await connect('local', { repository, token: undefined }, wiring)
  return { to: await connection.comments(), request, noun: 'pull request', id: inputs['comment-id'] }
}
