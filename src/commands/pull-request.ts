import { CONFIG_FILE } from '../config/config.ts'
import type { Checkout } from '../git/checkout.ts'
import { readInventory } from '../inventory/read.ts'
import { refuseUnreviewed } from '../policy/unreviewed.ts'
import { changedLines } from '../report/changed-lines.ts'
import { groupMark } from '../proposal/group.ts'
import { onto, ontoBranch } from '../proposal/onto.ts'
import { code, link } from '../text/markdown.ts'
import type { Draft, Proposal } from '../proposal/proposal.ts'
import { propose } from '../proposal/propose.ts'
import { stateOf } from '../proposal/state.ts'
import { asTitle, cutMarkdown, messageOf } from '../proposal/text.ts'
import { formatTrailers } from '../proposal/trailers.ts'
import { bases, inputs, pick } from './catalogue.ts'
import { outputs as allOutputs } from './outputs.ts'
import type { CommandDescription, Result, Values } from './describe.ts'
import { described } from './describe.ts'
import type { ProposalPorts } from './proposals.ts'
import {
  describeProposed,
  openingOf,
  proposalOutputs,
  proposedMarkdown,
  pullRequestInputs,
  pullRequestOutputs,
  silentChecks,
  textsOf,
} from './proposals.ts'

export const pullRequestCommand = {
  name: 'pull-request',
  title: 'Fairlead pull request',
  summary:
    'Opens one pull request for the changes in a checkout of the infra repo, and updates it on the next run.',
  inputs: {
    ...described(pick(inputs, 'path', 'add-paths', 'forge', 'repository', 'token'), {
      path: 'The git checkout of the infra repo, with uncommitted changes.',
      repository:
        'The infra repo: owner/name or its address; on GitLab the path with all groups, the id or the address of the project; with forge: local the path or address of a git remote. Default: the repository of the checkout.',
    }),
    ...pullRequestInputs,
    base: bases.request,
    ...pick(inputs, 'dry-run', 'output'),
  },
  outputs: { ...pick(allOutputs, 'changed', 'files-updated', 'outcome'), ...pullRequestOutputs },
} as const satisfies CommandDescription

export interface PullRequestPorts extends ProposalPorts {
  readonly checkout: Checkout
  /** Returns why a file holds credentials of the job, as half a sentence; undefined for all other files. */
  readonly credentialOf?: (path: string) => string | undefined
}

const DEFAULT_BRANCH = 'fairlead/changes'

/**
 * Opens or updates the pull request for the changes in a checkout.
 *
 * @throws FairleadError (input) if the base has changed the same lines in the meantime
 */
export async function runPullRequest(
  values: Values<typeof pullRequestCommand.inputs>,
  ports: PullRequestPorts,
): Promise<Result<typeof pullRequestCommand.outputs>> {
  const { forge, checkout } = ports
  const [branch, base] = [values.branch ?? DEFAULT_BRANCH, values.base].map((name) =>
    name?.replace(/^refs\/heads\//, ''),
  )
  if (branch === undefined) throw new Error('there is a default branch')
  const dryRun = values['dry-run']
  const texts = await textsOf(values, ports)
  const found = await checkout.changes(values['add-paths'])
  const credentials = found.flatMap(({ path }) => {
    const why = ports.credentialOf?.(path)
    return why === undefined ? [] : [`${path} was left out: ${why}`]
  })
  const changes = found.filter(({ path }) => ports.credentialOf?.(path) === undefined)
  const paths = changes.map((change) => change.path)
  const asked = { branches: [branch], files: [CONFIG_FILE, ...paths] }
  const snapshot = await forge.snapshot({ base, ...asked })
  const key = `branch ${branch}`
  const isDefaultBranch = snapshot.base.name === snapshot.defaultBranch
  const completion = ports.standingFor?.({ branch: snapshot.base.name, isDefaultBranch }).completion

  const draft: Proposal['draft'] = async ({ from, pending, base: baseTree }): Promise<Draft> => {
    if (values['auto-merge'])
      await refuseUnreviewed('auto-merge', { base: baseTree, moves: [], files: paths }, () =>
        readInventory(baseTree, { addresses: ports.addresses, completion }),
      )
    const onBase = await onto(baseTree, changes, checkout)
    const own = pending?.own === undefined ? baseTree : forge.tree(pending.own.sha)
    const merged = from === baseTree ? onBase : await ontoBranch(from, onBase, own, checkout)
    const title = asTitle(
      texts.title ?? (paths.length === 1 ? `Update ${paths[0]}` : `Update ${paths.length} files`),
    )
    const state = stateOf(onBase)
    const made = ports.origin.runUrl ? `Made by ${link('this run', ports.origin.runUrl)}.` : ''
    const tail = [made, groupMark(key)].filter((part) => part !== '').join('\n\n')
    const list = paths.slice(0, 200).map((path) => `- ${code(path)}`)
    const text = cutMarkdown(texts.intro ?? list.join('\n'), forge.bodyLimit - tail.length - 200)
    return {
      changes: merged,
      state,
      message: messageOf(texts.message ?? title, [], formatTrailers([], state)),
      title,
      body: `${text}\n\n${tail}`,
      superseded: false,
      leftAlone: false,
      reasons: [],
      warnings: [],
    }
  }
  const proposal: Proposal = {
    key,
    branch,
    isGivenBranch: values.branch !== undefined,
    draft,
    isOfGroup: () => false, // The branch identifies its group.
    ...openingOf(values, dryRun),
  }
  const again = () => forge.snapshot({ base: snapshot.base.name, ...asked })
  const result = await propose(proposal, { forge, pace: ports.pace, snapshot, again })
  const changed = result.operation === 'created' || result.operation === 'updated'
  const outcome = dryRun ? 'dry-run' : changed ? 'updated' : 'unchanged'
  const updated = changed ? result.draft.changes.map((change) => change.path) : []
  const warnings = [
    ...credentials,
    ...unproposed(await checkout.ahead()),
    ...result.warnings,
    ...(dryRun ? [] : silentChecks([result])),
  ]
  const label = `${paths.length} changed ${paths.length === 1 ? 'file' : 'files'}`
  const line =
    paths.length === 0 && result.operation === undefined
      ? `Nothing to do: ${values['add-paths'].length > 0 ? 'the files of add-paths have' : 'the checkout has'} no changes.`
      : describeProposed(result, label, forge.words, dryRun)
  const outputs = {
    changed: String(changed),
    'files-updated': updated.join('\n'),
    outcome,
    ...proposalOutputs([{ result, label }]),
  }
  return {
    outputs,
    data: {
      outputs,
      outcome,
      operation: result.operation ?? null,
      number: result.pullRequest?.number ?? null,
      url: result.pullRequest?.url ?? null,
      branch,
      headSha: result.head ?? null,
      title: result.draft.title,
      body: result.draft.body,
      files: updated,
      warnings,
    },
    text: dryRun && changed ? [line, ...(await changedLines(result.from, result.draft.changes))] : [line],
    summary: proposedMarkdown(line, [result]),
    warnings,
  }
}

/**
 * Returns a warning about commits that the job's own steps created. They are not part of a proposal, which contains
 * only uncommitted changes.
 */
function unproposed(commits: number): string[] {
  if (commits === 0) return []
  const subject = commits === 1 ? '1 commit of this checkout is' : `${commits} commits of this checkout are`
  return [
    `${subject} on no branch of its remote and not part of the pull request: it contains only uncommitted changes. Remove the step that commits, or undo the commit with git reset --soft.`,
  ]
}
