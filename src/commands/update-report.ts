import type { Move } from '../bump/request.ts'
import { movesTable } from '../proposal/moves.ts'
import type { Proposed } from '../proposal/propose.ts'
import { escapeMarkdown, oneLine } from '../text/markdown.ts'
import { describeMove, versionOutputs } from './bump.ts'
import type { Result } from './describe.ts'
import type { UpdateDrafted } from './draft-update.ts'
import type { ProposalPorts } from './proposals.ts'
import { proofData, proofLines } from '../proof/proofs.ts'
import { describeProposed, proposalOutputs, silentChecks } from './proposals.ts'
import type { updateCommand, UpdateValues } from './update.ts'

/** One group, carried out. */
export interface Done {
  readonly result: Proposed<UpdateDrafted>
  readonly label: string
}

/**
 * What an update says of what it did, or would do.
 *
 * @param found warnings of the registry
 */
export function reportUpdate(
  values: UpdateValues,
  results: readonly Done[],
  ports: ProposalPorts,
  found: Iterable<string> = [],
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
  const lines = results.map(({ result, label }) => describeProposed(result, label, ports.forge.words, dryRun))
  lines.push(
    ...new Set(
      results.flatMap(({ result }) => [
        ...(result.draft.superseded
          ? []
          : result.draft.reasons.map((reason) => oneLine(`Left as it is: ${reason}.`))),
        ...result.draft.untold.map((why) => oneLine(`${why}; it ${dryRun ? 'would go' : 'went'} ahead.`)),
      ]),
    ),
  )
  const proofs = results.flatMap(({ result }) => result.draft.proofs)
  lines.push(...proofLines(proofs))
  const outputs = {
    ...versionOutputs(moves),
    changed: String(changed),
    'files-updated': files.join('\n'),
    outcome,
    ...proposalOutputs(results.map(({ result }) => result)),
  }
  return {
    outputs,
    data: {
      outputs,
      outcome,
      changed,
      files,
      moves,
      proof: proofData(proofs),
      pullRequests: results.map(proposalData),
      warnings,
    },
    text: dryRun ? [...moves.map((move) => `Would set ${describeMove(move)}`), ...lines] : lines,
    summary: [movesTable(moves), ...lines.map(escapeMarkdown)].filter((part) => part !== '').join('\n\n'),
    warnings,
  }
}

function notPinned({ file, line, key }: Move): string {
  return `${file}:${line} (${key}) has no place for a digest; only the tag is written`
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
          "the commit is not verified: GitHub signs what a GitHub App or the job's own token makes, not what a personal access token makes",
        ]
      : []),
    ...silentChecks(results.map(({ result }) => result)),
  ]
}
