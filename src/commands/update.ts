import type { Method } from '../config/config.ts'
import type { VersionMove } from '../moves/move.ts'
import { proofLines } from '../proof/proofs.ts'
import type { Grouping } from '../proposal/group.ts'
import { describeMove, movesTable } from '../moves/text.ts'
import { mask } from '../git/mask.ts'
import { changedLines } from '../report/changed-lines.ts'
import { oneLine } from '../text/markdown.ts'
import type { Step } from '../update/request.ts'
import { builtFrom } from '../update/request.ts'
import type { Done } from '../update/update.ts'
import { update } from '../update/update.ts'
import { inputs, parentInputs, pick } from './catalogue.ts'
import type { CommandDescription, Result, Values } from './describe.ts'
import { described } from './describe.ts'
import { bumpOutputs, settingOutputs } from './outputs.ts'
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
import { readTargets, targetInputs, verificationOf } from './targets.ts'

export const updateCommand = {
  name: 'update',
  title: 'Fairlead update',
  summary:
    'Bumps an image in the GitOps repository of an app and opens the pull request, in one step and without a clone.',
  inputs: {
    ...targetInputs,
    ...pick(
      inputs,
      'forge',
      'repository',
      'token',
      'source-token',
      'source-repository',
      'source-commit',
      'method',
      'group',
    ),
    ...pullRequestInputs,
    ...parentInputs(),
    ...described(pick(inputs, 'source-token'), {
      'source-token':
        'A token with read access to the app repo. Used to order builds by commit if their tags do not show the order, to list commits in the pull request, and to read charts and manifests in it. Without this access, such a build is written without checking the order, and the list of commits is omitted.',
    }),
    ...pick(inputs, 'dry-run', 'output'),
  },
  outputs: {
    ...bumpOutputs,
    ...pullRequestOutputs,
  },
} as const satisfies CommandDescription

type UpdateValues = Values<typeof updateCommand.inputs>

/**
 * Bumps and opens pull requests through the forge.
 *
 * @throws FairleadError (refused) by the rules of `planBump` and of production; (input) and (remote) when they occur.
 *   If some pull requests were created and others failed, all errors are thrown at the end, and they list what was
 *   done.
 */
export async function runUpdate(
  values: UpdateValues,
  ports: ProposalPorts,
): Promise<Result<typeof updateCommand.outputs>> {
  const bump = readTargets(values)
  const texts = await textsOf(values, ports)
  const verified = verificationOf(values, ports.registry)
  const named = { repository: values['source-repository'], commit: values['source-commit'] }
  const request = {
    bump,
    resolve: verified?.resolve,
    verify: values['verify-render'],
    step: stepOf(values, ports),
    build: builtFrom(named, ports.origin),
    texts,
    opening: openingOf(values, values['dry-run']),
  }
  const { done, faults } = await update(request, ports)
  faults.add(
    ...done.map(
      ({ result, label }) =>
        `Completed despite the error: ${describeProposed(result, label, ports.forge.words)}`,
    ),
  )
  faults.throwIfAny()
  const lines = values['dry-run'] ? await linesOf(done) : []
  return reportUpdate(values, done, { ...ports, lines, found: verified?.warnings })
}

function stepOf(values: UpdateValues, { origin }: ProposalPorts): Step {
  const method = values.method === 'environment' ? undefined : (values.method as Method)
  const base = values.base?.replace(/^refs\/heads\//, '')
  // The source becomes part of a branch name. The user in an SSH address is not a secret.
  const source = values['source-repository'] ?? origin.repository
  return {
    base,
    method,
    grouping: values.group as Grouping,
    scope: { base, source: source === undefined || /^ssh:/i.test(source) ? source : mask(source) },
    branch: method === 'push' ? undefined : values.branch?.replace(/^refs\/heads\//, ''),
  }
}

/** Returns the lines that would change, each once. */
async function linesOf(done: readonly Done[]): Promise<readonly string[]> {
  const all = await Promise.all(
    done
      .filter(({ result }) => !result.draft.superseded && result.operation !== 'unchanged')
      .map(({ result }) => changedLines(result.from, result.draft.changes)),
  )
  return all.flat()
}

interface Telling extends Pick<ProposalPorts, 'forge'> {
  /** The lines that would change, in a dry run. */
  readonly lines: readonly string[]
  /** The warnings from the registry. */
  readonly found: Iterable<string> | undefined
}

/** Returns the result of an update: what it did, or would do. */
function reportUpdate(
  values: UpdateValues,
  results: readonly Done[],
  { forge, lines: changedText, found = [] }: Telling,
): Result<typeof updateCommand.outputs> {
  const dryRun = values['dry-run']
  const written = results.filter(
    ({ result }) =>
      result.draft.changes.length > 0 && !result.draft.superseded && result.operation !== 'unchanged',
  )
  const files = [
    ...new Set(written.flatMap(({ result }) => result.draft.changes.map((change) => change.path))),
  ]
  const superseded = results.length > 0 && results.every(({ result }) => result.draft.superseded)
  const changed = written.length > 0
  const outcome = dryRun ? 'dry-run' : superseded ? 'superseded' : changed ? 'updated' : 'unchanged'
  const moves = results.flatMap(({ result }) => result.draft.moves)
  const warnings = [
    ...new Set([
      ...found,
      ...(values['pin-digest'] ? moves.filter(({ digest }) => digest === undefined).map(notPinned) : []),
      ...results.flatMap(({ result }) => result.warnings),
      ...aboutToken(results),
    ]),
  ]
  const proposed = results.map(({ result }) => result)
  const lines = results.map(({ result, label }) => describeProposed(result, label, forge.words, dryRun))
  lines.push(
    ...new Set(
      results.flatMap(({ result }) => [
        ...(result.draft.superseded
          ? []
          : result.draft.reasons.map((reason) => oneLine(`Not changed: ${reason}.`))),
        ...result.draft.untold.map((why) =>
          oneLine(`${why}. The update ${dryRun ? 'would be' : 'was'} made anyway.`),
        ),
      ]),
    ),
  )
  const proofs = results.flatMap(({ result }) => result.draft.proofs)
  lines.push(...proofLines(proofs))
  const set = settingOutputs({ outcome, changed, files, moves, proofs })
  const outputs = { ...set.outputs, ...proposalOutputs(results) }
  return {
    outputs,
    data: { outputs, ...set.data, pullRequests: results.map(proposalData), warnings },
    text: dryRun
      ? [...moves.map((move) => `Would set ${describeMove(move)}`), ...changedText, ...lines]
      : lines,
    summary: [movesTable(moves), ...lines.map((line) => proposedMarkdown(line, proposed))]
      .filter((part) => part !== '')
      .join('\n\n'),
    warnings,
  }
}

function notPinned({ file, line, key }: VersionMove): string {
  return `${file}:${line} (${key}) cannot hold a digest; only the tag is written`
}

function proposalData({ result, label }: Done) {
  const { operation, pullRequest, branch, head, verified, draft } = result
  return {
    label,
    operation: operation ?? null,
    number: pullRequest?.number ?? null,
    url: pullRequest?.url ?? null,
    branch,
    headSha: head ?? null,
    verified: verified ?? null,
    title: draft.title,
    body: draft.body,
  }
}

function aboutToken(results: readonly Done[]): string[] {
  const unsigned = results.some(({ result }) => result.verified === false)
  return [
    ...(unsigned
      ? [
          "the commit is not verified: GitHub signs commits created with the token of a GitHub App or the job's own token, but not with a personal access token",
        ]
      : []),
    ...silentChecks(results.map(({ result }) => result)),
  ]
}
