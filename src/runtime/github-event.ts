/** Reads the event of a workflow. */
import { existsSync, readFileSync } from 'node:fs'
import { inputError } from '../errors.ts'
import type { FairleadError } from '../errors.ts'
import type { FinishedRun, JobEvent, RequestContext } from './job-event.ts'
import { branchOf, commitOf, fromPush, nothingKnown } from './job-change.ts'
import type { JobChange } from './job-change.ts'
import { addressAt } from './repository-address.ts'

type Environment = Readonly<Record<string, string | undefined>>
type Payload = { readonly [key: string]: unknown }

/**
 * Reads the payload that the runner leaves in a file; undefined outside of a GitHub job, and if there is no such
 * file.
 *
 * @returns in `fault` why an existing file cannot be read; without the event, Fairlead would have to guess what the
 *   job is about
 */
export function readPayload(environment: Environment): {
  readonly payload?: unknown
  readonly fault?: FairleadError
} {
  const path = environment['GITHUB_ACTIONS'] === 'true' ? environment['GITHUB_EVENT_PATH'] : undefined
  if (path === undefined || path === '' || !existsSync(path)) return {}
  try {
    return { payload: JSON.parse(readFileSync(path, 'utf8')) as unknown }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const fault = inputError(`the event of this job cannot be read: ${reason}`, {
      at: { file: path },
      hint: 'The runner writes it to the file in GITHUB_EVENT_PATH. Make sure that no step changes the file or the variable.',
    })
    return { fault }
  }
}

/**
 * Reads an event. GITHUB_SHA is not the commit that was built if the event is about a pull request (a trial merge, or
 * the base) or about a workflow that ran before (the tip of the default branch).
 *
 * Sources: https://docs.github.com/en/webhooks/webhook-events-and-payloads and
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 *
 * @param payload the payload as the runner leaves it
 */
export function githubEvent(payload: unknown, environment: Environment): JobEvent {
  const event = objectOf(payload)
  const pull = event['pull_request'] === undefined ? undefined : objectOf(event['pull_request'])
  const finishedRun = finishedRunOf(objectOf(event['workflow_run']))
  return {
    commit: textOf(at(pull, 'head', 'sha')) ?? finishedRun?.headCommit,
    request: pull ? requestOf(pull) : requestOfComment(event, environment),
    finishedRun,
    change: environment['GITHUB_ACTIONS'] === 'true' ? changeOf(event, environment) : undefined,
  }
}

function requestOf(pull: Payload): RequestContext | undefined {
  const { number } = pull
  if (typeof number !== 'number') return undefined
  return {
    number: String(number),
    base: textOf(at(pull, 'base', 'ref')),
    repository: textOf(at(pull, 'base', 'repo', 'full_name')),
    head: textOf(at(pull, 'head', 'sha')),
    isFork: at(pull, 'head', 'repo', 'full_name') !== at(pull, 'base', 'repo', 'full_name'),
  }
}

/**
 * Returns the request that a comment is on. The event contains only its number, because its branches may change at
 * any time.
 */
function requestOfComment(event: Payload, environment: Environment): RequestContext | undefined {
  const number = commentedPull(event, environment)
  if (number === undefined) return undefined
  const repository = textOf(at(event, 'repository', 'full_name'))
  return { number: String(number), base: undefined, repository }
}

/** Returns the number of the pull request that is commented on. Comments on issues have the same event. */
function commentedPull(event: Payload, environment: Environment): number | undefined {
  if (environment['GITHUB_EVENT_NAME'] !== 'issue_comment') return undefined
  const number = at(event, 'issue', 'number')
  return at(event, 'issue', 'pull_request') !== undefined && typeof number === 'number' ? number : undefined
}

function finishedRunOf(run: Payload): FinishedRun | undefined {
  const headRepository = textOf(at(run, 'head_repository', 'full_name'))
  const [headBranch, headCommit] = [textOf(run['head_branch']), textOf(run['head_sha'])]
  if (headRepository === undefined || headBranch === undefined || headCommit === undefined) return undefined
  return { headRepository, headBranch, headCommit }
}

function changeOf(event: Payload, environment: Environment): JobChange {
  const eventName = environment['GITHUB_EVENT_NAME']
  const server = (environment['GITHUB_SERVER_URL'] || 'https://github.com').replace(/(?<!\/)\/+$/, '')
  const defaultBranch = textOf(at(event, 'repository', 'default_branch'))
  const own = addressAt(server, environment['GITHUB_REPOSITORY'] || at(event, 'repository', 'full_name'))
  const checkedOut = commitOf(environment['GITHUB_SHA'])
  const common = { ...nothingKnown, defaultBranch, base: defaultBranch, into: own, own, checkedOut }
  const pull = event['pull_request'] === undefined ? undefined : objectOf(event['pull_request'])
  if (pull)
    return {
      ...common,
      kind: eventName === 'pull_request_target' ? 'pull-request-target' : 'pull-request',
      base: textOf(at(pull, 'base', 'ref')) ?? defaultBranch,
      baseWas: listOf(commitOf(at(pull, 'base', 'sha'))),
      trialMerge: eventName === 'pull_request_target' ? undefined : checkedOut,
      head: commitOf(at(pull, 'head', 'sha')),
      headName: textOf(at(pull, 'head', 'ref')),
      headRefs: typeof pull['number'] === 'number' ? [`refs/pull/${pull['number']}/head`] : [],
      isRequest: true,
      into: addressAt(server, at(pull, 'base', 'repo', 'full_name')) ?? own,
      source: addressAt(server, at(pull, 'head', 'repo', 'full_name')),
    }
  const commented = commentedPull(event, environment)
  if (commented !== undefined) {
    const ref = `refs/pull/${commented}/head`
    return { ...common, kind: 'comment', headAt: ref, headName: ref, isRequest: true }
  }
  const run = objectOf(event['workflow_run'])
  if (eventName === 'workflow_run' && commitOf(run['head_sha']) !== undefined) {
    const [request] = (Array.isArray(run['pull_requests']) ? run['pull_requests'] : []).map(objectOf)
    return {
      ...common,
      kind: 'finished-run',
      base: textOf(at(request, 'base', 'ref')) ?? defaultBranch,
      baseWas: listOf(commitOf(at(request, 'base', 'sha'))),
      head: commitOf(run['head_sha']),
      headName: textOf(run['head_branch']),
      headRefs: typeof request?.['number'] === 'number' ? [`refs/pull/${request['number']}/head`] : [],
      isRequest: run['event'] !== 'push' || textOf(run['head_branch']) !== defaultBranch,
      source: addressAt(server, at(run, 'head_repository', 'full_name')),
    }
  }
  const group = objectOf(event['merge_group'])
  if (eventName === 'merge_group')
    return {
      ...common,
      kind: 'merge-group',
      base: branchOf(group['base_ref']) ?? textOf(group['base_ref']) ?? defaultBranch,
      from: listOf(commitOf(group['base_sha'])),
      head: commitOf(group['head_sha']) ?? checkedOut,
      headName: branchOf(group['head_ref']) ?? textOf(group['head_ref']),
      headRefs: listOf(textOf(group['head_ref'])),
      isRequest: true,
    }
  if (eventName === 'push') return { ...common, ...pushOf(event, defaultBranch) }
  return { ...common, kind: 'other' }
}

function pushOf(
  event: Payload,
  defaultBranch: string | undefined,
): Pick<JobChange, 'kind'> & Partial<JobChange> {
  const { ref } = event
  const branch = branchOf(ref)
  const [before, after] = [commitOf(event['before']), commitOf(event['after'])]
  if (branch === undefined) return { kind: 'tag' }
  const named = { head: after, before, headName: branch, headRefs: listOf(textOf(ref)) }
  if (branch !== defaultBranch) return { kind: 'other-branch', ...named }
  return { kind: 'default-branch', ...named, from: fromPush(before, after) }
}

function objectOf(value: unknown): Payload {
  return typeof value === 'object' && value !== null ? (value as Payload) : {}
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function at(value: unknown, ...keys: readonly string[]): unknown {
  let current = value
  for (const key of keys) current = objectOf(current)[key]
  return current
}

function listOf<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value]
}
