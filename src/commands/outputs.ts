import type { VersionMove } from '../moves/move.ts'
import { moveData } from '../moves/text.ts'
import type { MoveProof } from '../proof/model.ts'
import { proofData } from '../proof/proofs.ts'
import { pick } from './catalogue.ts'
import type { OutputDescriptions } from './describe.ts'
import { described } from './describe.ts'

/** Every output of every command, once. */
export const outputs = {
  inventory: { long: true, description: 'The whole inventory as JSON, where it fits an output (1 MB).' },
  apps: {
    description: 'How many apps there are.',
  },
  unresolved: { description: 'How many objects could not be resolved.' },
  changed: {
    description: 'true where a file was changed, in a dry run where one would be.',
  },
  'files-updated': { long: true, description: 'The changed files, one a line.' },
  'old-tag': { description: 'What stood there before; several different ones by commas.' },
  'new-tag': { description: 'What stands there now.' },
  digest: {
    description: 'The digest of what the change does: what an approval is bound to.',
  },
  outcome: {
    description:
      'updated, unchanged, superseded (something newer was there already), dry-run, or failed where the step fails.',
  },
  'pull-request-number': { description: 'The number of the pull request; several by commas.' },
  'pull-request-url': { description: 'Its address.' },
  'pull-request-operation': {
    description: 'created, updated, unchanged, closed or superseded; empty where none is concerned.',
  },
  'pull-request-head-sha': {
    description: 'The commit at the tip of its branch; with method: push, of the base branch.',
  },
  'pull-request-branch': { description: 'Its branch.' },
  'pull-requests': {
    long: true,
    description:
      'All pull requests of the step as JSON, for fromJSON: a list with label, number, url, operation, branch and headSha of each.',
  },
  healthy: { description: 'true where nothing was found that will fail, and the forge answered.' },
  faults: { description: 'How many things were found that will fail.' },
  warnings: { description: 'How many things were found that are not as they should be.' },
  unchecked: { description: 'How many things could not be looked at.' },
  report: { description: 'All findings as JSON, where they fit an output (1 MB).' },
  risk: {
    description:
      'The gravest risk: none, low, medium or high. An app that could not be rendered counts as high.',
  },
  recorded: {
    description:
      'The commit on the branch fairlead-records that holds the record; empty where none is written.',
  },
  merged: {
    description: 'The commit that the change was merged as; empty if it was not.',
  },
  'report-path': { description: 'The folder of the report; empty where none was written.' },
  manifests: { description: 'How many manifests were written.' },
} as const satisfies OutputDescriptions

/** The outputs of commands that bump. */
export const bumpOutputs = described(
  pick(outputs, 'changed', 'files-updated', 'old-tag', 'new-tag', 'digest', 'outcome'),
  { digest: 'The digest that was written, if any.' },
)

/** What a command has set, or would set. */
export interface Setting {
  readonly outcome: 'updated' | 'unchanged' | 'superseded' | 'dry-run'
  readonly changed: boolean
  /** The files that change. */
  readonly files: readonly string[]
  readonly moves: readonly VersionMove[]
  readonly proofs: readonly MoveProof[]
}

/**
 * The outputs that `bump` and `update` share, and the same as data.
 *
 * @param asked the moves that were asked for, those that are held included
 */
export function settingOutputs({ outcome, changed, files, moves, proofs }: Setting, asked = moves) {
  const distinct = (values: readonly (string | undefined)[]) =>
    [...new Set(values.filter((value) => value !== undefined))].join(',')
  return {
    outputs: {
      'old-tag': distinct(asked.map((move) => move.from)),
      'new-tag': distinct(asked.map((move) => move.to)),
      digest: distinct(asked.map((move) => move.digest)),
      changed: String(changed),
      'files-updated': files.join('\n'),
      outcome,
    },
    data: { outcome, changed, files, moves: moves.map(moveData), proof: proofData(proofs) },
  }
}
