import type { ForgeWords, MergeMethod, PullRequestMetadata } from '../forge/forge.ts'
import { escapeAround, oneLine } from '../text/markdown.ts'
import { withoutRecords } from '../proposal/given-text.ts'
import type { Operation, Proposed } from '../proposal/proposal.ts'
import type { Registry } from '../registry/registry.ts'
import type { GivenTexts, Opening, UpdatePorts } from '../update/request.ts'
import { inputs, pick } from './catalogue.ts'
import { outputs } from './outputs.ts'
import type { Values } from './describe.ts'
import { inputError } from '../errors.ts'

/**
 * The inputs of a pull request that `update` and `pull-request` share. This module also formats the results of both.
 */
export const pullRequestInputs = pick(
  inputs,
  'base',
  'branch',
  'commit-message',
  'title',
  'body',
  'body-path',
  'labels',
  'assignees',
  'reviewers',
  'team-reviewers',
  'milestone',
  'draft',
  'delete-branch',
  'auto-merge',
  'merge-method',
)

export const pullRequestOutputs = pick(
  outputs,
  'pull-request-number',
  'pull-request-url',
  'pull-request-operation',
  'pull-request-head-sha',
  'pull-request-branch',
  'pull-requests',
)

export type PullRequestValues = Values<typeof pullRequestInputs>

/** The external dependencies of commands that open pull requests. */
export interface ProposalPorts extends UpdatePorts {
  /** Opens the container registries. It is called only if an image must be looked up. */
  registry(): Promise<Registry>
  /** Reads a file that an input names, such as `body-path`. */
  readText(path: string): Promise<string>
}

/** Returns how a request is opened, from the inputs. */
export function openingOf(values: PullRequestValues, dryRun: boolean): Opening {
  return {
    metadata: metadataOf(values),
    asDraft: values.draft,
    deleteBranch: values['delete-branch'],
    autoMerge: values['auto-merge'] ? (values['merge-method'] as MergeMethod) : undefined,
    dryRun,
  }
}

/**
 * Returns the texts from the inputs, without parts that look like Fairlead's records; undefined for texts that are
 * then empty.
 */
export async function textsOf(
  values: PullRequestValues,
  ports: Pick<ProposalPorts, 'readText'>,
): Promise<GivenTexts> {
  const intro = given(await introOf(values, ports))
  return { title: given(values.title), message: given(values['commit-message']), intro }
}

/** Returns the text at the top of the body, from `body` or `body-path`. */
async function introOf(
  values: PullRequestValues,
  ports: Pick<ProposalPorts, 'readText'>,
): Promise<string | undefined> {
  if (values['body-path'] === undefined) return values.body
  if (values.body !== undefined)
    throw inputError('body and body-path are both set', { hint: 'Set only one of them.' })
  return ports.readText(values['body-path'])
}

function metadataOf(values: PullRequestValues): PullRequestMetadata {
  return {
    labels: values.labels,
    assignees: values.assignees,
    reviewers: values.reviewers,
    teamReviewers: values['team-reviewers'],
    milestone: values.milestone,
  }
}

/**
 * Returns a warning if the checks of an opened or updated request do not start automatically. Required checks would
 * then never complete.
 */
export function silentChecks(results: readonly Pick<Proposed, 'operation' | 'pullRequest'>[]): string[] {
  const isSilent = results.some(
    ({ operation, pullRequest }) =>
      (operation === 'created' || operation === 'updated') && pullRequest?.startsWorkflows === false,
  )
  if (!isSilent) return []
  return [
    "The pull request was created with the job's own token, so GitHub starts no workflows for it. With the token of a GitHub App its checks run automatically.",
  ]
}

function given(text: string | undefined): string | undefined {
  const left = text === undefined ? '' : withoutRecords(text)
  return left.trim() === '' ? undefined : left
}

/** The result of a proposal, with its label for people. */
export interface Labelled {
  readonly result: Proposed
  readonly label: string
}

/** Returns a line about proposals as Markdown, with the addresses of their requests as links. */
export function proposedMarkdown(line: string, results: readonly Proposed[]): string {
  return escapeAround(
    line,
    results.flatMap(({ pullRequest }) => pullRequest?.url ?? []),
  )
}

/**
 * Returns the outputs of some pull requests: one value each, joined if there are several, and all of them as JSON.
 */
export function proposalOutputs(done: readonly Labelled[]): Record<keyof typeof pullRequestOutputs, string> {
  const results = done.map(({ result }) => result)
  const concerned = results.filter((result) => result.operation !== undefined || result.head !== undefined)
  const join = (values: readonly (string | undefined)[]) =>
    [...new Set(values.filter((value) => value !== undefined && value !== ''))].join(',')
  return {
    'pull-request-number': join(concerned.map((result) => result.pullRequest?.number)),
    'pull-request-url': join(concerned.map((result) => result.pullRequest?.url)),
    'pull-request-operation': join(results.map((result) => result.operation)),
    'pull-request-head-sha': join(concerned.map((result) => result.head)),
    'pull-request-branch': join(
      concerned.map((result) =>
        result.operation === undefined && result.pullRequest === undefined && result.head === undefined
          ? undefined
          : result.branch,
      ),
    ),
    'pull-requests': JSON.stringify(
      done.flatMap(({ result: { pullRequest, operation, branch, head }, label }) =>
        pullRequest === undefined || operation === undefined
          ? []
          : [
              {
                label,
                number: pullRequest.number,
                url: pullRequest.url,
                operation,
                branch,
                headSha: head ?? null,
              },
            ],
      ),
    ),
  }
}

/** Returns one line about a pull request. */
export function describeProposed(
  result: Proposed,
  label: string,
  { request }: ForgeWords,
  dryRun = false,
): string {
  const { operation, pullRequest, branch, head, draft } = result
  const where = pullRequest ? ` ${pullRequest.url}` : ''
  const why = draft.reasons.map((reason) => ` ${reason}.`).join('')
  const superseded = `Skipped: a newer version is already there for ${label}${where ? `, see${where}` : ''}.${why} To roll back, set allow-downgrade: true.`
  const sentences: Record<Operation, string> = {
    created: dryRun ? `Would open a ${request} on ${branch} for ${label}.` : `Opened${where} for ${label}.`,
    updated: `${dryRun ? 'Would update' : 'Updated'}${where} for ${label}.`,
    unchanged: `No change: ${pullRequest?.url ?? branch} already contains this update.`,
    closed: `${dryRun ? 'Would close' : 'Closed'}${where}: the base branch already contains all of it.`,
    superseded,
  }
  if (draft.leftAlone && (operation === 'unchanged' || draft.changes.length === 0))
    return oneLine(`Not changed: ${label}${where ? `, see${where}` : ''}.`)
  if (operation) return oneLine(sentences[operation])
  if (draft.superseded) return oneLine(superseded)
  if (draft.changes.length === 0)
    return oneLine(`Nothing to do for ${label}: the base branch already contains this change.`)
  return oneLine(
    dryRun
      ? `Would push to ${branch} for ${label}.`
      : `Pushed ${head?.slice(0, 12) ?? ''} to ${branch} for ${label}.`,
  )
}
