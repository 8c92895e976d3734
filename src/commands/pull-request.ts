import { FairleadError } from '../errors.ts'
import type { Fault } from '../errors.ts'
import { emptyConfig, CONFIG_FILE, readConfig } from '../config/config.ts'
import type { FileChange } from '../forge/forge.ts'
import type { Checkout, WorktreeChange } from '../git/checkout.ts'
import { environmentOf, isProduction } from '../inventory/environments.ts'
import { refuseForProduction } from '../policy/production.ts'
import { groupMark } from '../proposal/group.ts'
import { code, link } from '../proposal/markdown.ts'
import type { Draft, Proposal } from '../proposal/propose.ts'
import { propose } from '../proposal/propose.ts'
import type { Tree } from '../tree/tree.ts'
import { parseYaml } from '../yaml/parse.ts'
import { decodeText } from '../yaml/text.ts'
import { inputs, outputs, pick } from './catalogue.ts'
import type { CommandDescription, Result, Values } from './describe.ts'
import type { ProposalPorts } from './proposals.ts'
import {
  describeProposed,
  introOf,
  lookAgain,
  metadataOf,
  proposalOutputs,
  pullRequestInputs,
  pullRequestOutputs,
} from './proposals.ts'

export const pullRequestCommand = {
  name: 'pull-request',
  title: 'Fairlead pull request',
  summary:
    'Turns the changes of a checked-out infra repo into one pull request, and refreshes it in the next run.',
  inputs: {
    ...pick(inputs, 'path', 'add-paths', 'forge', 'repository', 'token'),
    ...pullRequestInputs,
    ...pick(inputs, 'dry-run', 'output'),
  },
  outputs: { ...pick(outputs, 'changed', 'files-updated', 'outcome'), ...pullRequestOutputs },
} as const satisfies CommandDescription

export interface PullRequestPorts extends ProposalPorts {
  readonly checkout: Checkout
}

const DEFAULT_BRANCH = 'fairlead/changes'

/**
 * Opens or refreshes the pull request for what differs in a checkout.
 *
 * @throws FairleadError (input) where the base has changed the same lines meanwhile
 */
export async function runPullRequest(
  values: Values<typeof pullRequestCommand.inputs>,
  ports: PullRequestPorts,
): Promise<Result<typeof pullRequestCommand.outputs>> {
  const { forge, checkout } = ports
  const branch = values.branch ?? DEFAULT_BRANCH
  const intro = await introOf(values, ports)
  const changes = await checkout.changes(values['add-paths'])
  const paths = changes.map((change) => change.path)
  const look = await forge.look({ base: values.base, branches: [branch], files: [CONFIG_FILE, ...paths] })
  if (values['auto-merge']) await refuseAutoMerge(forge.tree(look.base.commit), paths)

  const draft: Proposal['draft'] = async (from, pending, base): Promise<Draft> => {
    const onBase = await onto(base, changes, checkout)
    const merged =
      from === base
        ? onBase
        : await ontoBranch(
            from,
            onBase,
            pending?.own === undefined ? base : forge.tree(pending.own),
            checkout,
          )
    const title = values.title ?? (paths.length === 1 ? `Update ${paths[0]}` : `Update ${paths.length} files`)
    const list = paths
      .slice(0, 200)
      .map((path) => `- ${code(path)}`)
      .join('\n')
    const made = ports.origin.runUrl ? `Made by ${link('this run', ports.origin.runUrl)}.` : ''
    const body = [intro ?? list, made, groupMark(`branch ${branch}`)]
      .filter((part) => part !== '')
      .join('\n\n')
    return {
      changes: merged,
      records: [],
      message: values['commit-message'] ?? title,
      title,
      body: body.slice(0, forge.bodyLimit),
      superseded: false,
    }
  }
  if (values['dry-run']) {
    const base = forge.tree(look.base.commit)
    const { title } = await draft(base, undefined, base)
    return {
      outputs: { changed: 'false', 'files-updated': '', outcome: 'dry-run', ...proposalOutputs([]) },
      data: { outcome: 'dry-run', branch, title, files: paths },
      text: [
        `Would open a pull request on ${branch}, "${title}", with:`,
        ...paths.map((path) => `  ${path}`),
      ],
      summary: '',
      warnings: [],
    }
  }
  const proposal: Proposal = {
    key: `branch ${branch}`,
    branch,
    draft,
    metadata: metadataOf(values),
    asDraft: values.draft,
    deleteBranch: values['delete-branch'],
    autoMerge: values['auto-merge'] ? (values['merge-method'] as 'merge' | 'squash' | 'rebase') : undefined,
  }
  const result = await propose(
    forge,
    proposal,
    look,
    lookAgain(forge, look, [branch], [CONFIG_FILE, ...paths]),
    ports.pace,
  )
  const changed = result.operation === 'created' || result.operation === 'updated'
  const warnings = [...result.warnings, ...(changed ? ports.tokenWarnings : []), ...forge.warnings]
  return {
    outputs: {
      changed: String(changed),
      'files-updated': result.draft.changes.map((change) => change.path).join('\n'),
      outcome: changed ? 'updated' : 'unchanged',
      ...proposalOutputs([result]),
    },
    data: {
      outcome: changed ? 'updated' : 'unchanged',
      operation: result.operation ?? null,
      number: result.pullRequest?.number ?? null,
      url: result.pullRequest?.url ?? null,
      branch,
      headSha: result.head ?? null,
      title: result.draft.title,
      body: result.draft.body,
      warnings,
    },
    text: [describeProposed(result, `${paths.length} changed ${paths.length === 1 ? 'file' : 'files'}`)],
    summary: describeProposed(result, `${paths.length} changed files`),
    warnings,
  }
}

/**
 * The checkout's changes on top of a tree. Where that has changed a file too since the checkout, both changes
 * are merged: writing the checkout's copy would take back what others did.
 */
async function onto(
  tree: Tree,
  changes: readonly WorktreeChange[],
  checkout: Checkout,
): Promise<FileChange[]> {
  const current = await tree.read(changes.map((change) => change.path))
  const faults: Fault[] = []
  const result: FileChange[] = []
  for (const { path, content, mode, before } of changes) {
    const theirs = current.get(path)?.content
    const untouched = isSame(theirs, before)
    if (isSame(theirs, content) && (content === undefined || current.get(path)?.mode === mode)) continue
    if (untouched) {
      result.push({ path, content, mode })
      continue
    }
    const merged =
      content && theirs
        ? await checkout.merge({ before: before ?? new Uint8Array(), ours: content, theirs })
        : undefined
    if (!merged)
      faults.push({
        message: 'the base branch has changed the same part of this file since the checkout',
        at: { file: path },
        hint: 'Check out the newest base and make the change again.',
      })
    else if (!isSame(merged, theirs)) result.push({ path, content: merged, mode })
  }
  const [first, ...others] = faults
  if (first) throw new FairleadError('input', [first, ...others])
  return result
}

/** The same on a branch with people's commits: what we brought there before is replaced, what they did stays. */
async function ontoBranch(
  tree: Tree,
  changes: readonly FileChange[],
  own: Tree,
  checkout: Checkout,
): Promise<FileChange[]> {
  const brought = await own.read(changes.map((change) => change.path))
  return onto(
    tree,
    changes.map((change) => ({ ...change, before: brought.get(change.path)?.content })),
    checkout,
  )
}

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (!a || !b) return a === b
  return Buffer.compare(a, b) === 0
}

/** Files of production do not merge themselves. */
async function refuseAutoMerge(base: Tree, paths: readonly string[]): Promise<void> {
  const file = (await base.read([CONFIG_FILE])).get(CONFIG_FILE)
  const config = file
    ? readConfig(parseYaml(decodeText(file.content, CONFIG_FILE), CONFIG_FILE))
    : emptyConfig
  const places = paths.map((path) => {
    const environment = environmentOf(
      { labels: {}, paths: [path], cluster: undefined, server: undefined, namespace: undefined, name: '' },
      undefined,
      config,
    )
    return { environment, production: isProduction(environment, config) }
  })
  refuseForProduction(places, 'auto-merge', config)
}
