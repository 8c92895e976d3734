import { PlannedTree } from '../bump/planned-tree.ts'
import type { VersionMove } from '../moves/move.ts'
import { FairleadError } from '../errors.ts'
import type { Fault } from '../errors.ts'
import type { FileChange } from '../forge/forge.ts'
import type { RepositoryAddresses } from '../net/repositories.ts'
import { UNKNOWN_BRANCH } from '../inventory/follows.ts'
import type { Completion } from '../inventory/open.ts'
import { crossingIntoProduction } from '../policy/production.ts'
import type { Proving } from '../proof/proofs.ts'
import { proofLines, proofsOf, teacherOf } from '../proof/proofs.ts'
import { describeMove, movesTable } from '../moves/text.ts'
import type { Past } from '../moves/reverts.ts'
import { withoutReverted } from '../moves/reverts.ts'
import { filesWith } from '../moves/values.ts'
import type { Registry } from '../registry/registry.ts'
import { changedLines } from '../report/changed-lines.ts'
import type { Tree } from '../tree/tree.ts'
import { inputs, parentInputs, pick } from './catalogue.ts'
import { bumpOutputs, settingOutputs } from './outputs.ts'
import type { CommandDescription, Result, Values } from './describe.ts'
import { described } from './describe.ts'
import { readTargets, targetInputs, verificationOf } from './targets.ts'

export const bumpCommand = {
  name: 'bump',
  title: 'Fairlead bump',
  summary:
    'Writes a new image tag or digest to the file that sets it for an app, in a local folder. No other byte changes.',
  inputs: {
    ...described(pick(inputs, 'path'), {
      path: 'The folder of the infra repo. It does not have to be a git checkout.',
    }),
    ...targetInputs,
    ...parentInputs(),
    ...pick(inputs, 'dry-run', 'output'),
  },
  outputs: bumpOutputs,
} as const satisfies CommandDescription

export interface BumpPorts {
  /** The folder of the infra repo. */
  readonly tree: Tree
  readonly addresses: RepositoryAddresses
  /** The branches that the folder is on or may be merged into, if they are known. */
  readonly branches?: readonly string[]
  /** Adds the apps that only the output of other apps declares. */
  readonly completion?: Completion | undefined
  /** The renderer that verifies the plan. */
  readonly proving?: Proving | undefined
  /** The history of the folder, if it is a checkout. */
  readonly past?: Past | undefined
  /** Writes files in this folder. */
  write(changes: readonly FileChange[]): Promise<void>
  /** Opens the container registries. It is called only if an image must be looked up. */
  registry(): Promise<Registry>
}

/**
 * Bumps versions in a folder.
 *
 * @throws FairleadError (refused) if a version would decrease, and the errors of `planBump`
 */
export async function runBump(
  values: Values<typeof bumpCommand.inputs>,
  ports: BumpPorts,
): Promise<Result<typeof bumpCommand.outputs>> {
  const { branches = [] } = ports
  const given = readTargets(values)
  const request =
    branches.length === 0
      ? given
      : { ...given, branch: { names: [...branches, ...UNKNOWN_BRANCH.names], isDefault: true } }
  const verified = verificationOf(values, ports.registry)
  const { tree, addresses, completion } = ports
  const verify = values['verify-render']
  const read = new PlannedTree(tree, {
    request,
    resolve: verified?.resolve,
    addresses,
    completion,
    teacher: teacherOf(verify, ports.proving),
  })
  const { moves: planned, files: parsed } = await read.plan()
  const mayGoBack = request.allow.downgrade
  if (!mayGoBack) refuseDowngrades(planned)
  const { moves, held, unseen } =
    mayGoBack || !ports.past
      ? { moves: planned, held: [], unseen: undefined }
      : await withoutReverted(planned, ports.past)
  const changes = await filesWith(
    tree,
    moves.flatMap(({ set }) => set),
    parsed,
  )
  const proofs = await proofsOf(
    verify,
    {
      tree,
      moves,
      changes: new Map(changes.map(({ path, content }) => [path, content])),
      images: [],
      allowShared: request.allow.shared,
      open: read.open,
      inventory: read.known,
    },
    ports.proving,
  )
  const dryRun = values['dry-run']
  const changed = changes.length > 0
  const lines = dryRun ? await changedLines(tree, changes) : []
  const files = changes.map(({ path }) => path)
  if (!dryRun && changed) await ports.write(changes)
  const outcome = !changed ? 'unchanged' : dryRun ? 'dry-run' : 'updated'
  const { outputs, data } = settingOutputs({ outcome, changed, files, moves, proofs }, planned)
  const crossing = crossingIntoProduction(moves.flatMap((move) => [move, ...move.alsoMoves]))
  const notes = [
    ...held,
    ...(crossing === undefined ? [] : [crossing]),
    ...new Set(moves.flatMap((move) => move.notes.map(({ text }) => text))),
    ...new Set(proofs.flatMap(({ warnings }) => warnings)),
  ]
  return {
    outputs,
    data: { outputs, ...data, notes },
    text: [
      ...(held.length > 0 && moves.length === 0
        ? ['Nothing was changed.']
        : describeMoves(moves, { changed, dryRun })),
      ...lines,
      ...(unseen === undefined ? [] : [unseen]),
      ...proofLines(proofs),
    ],
    summary: movesTable(moves),
    warnings: [...notes, ...(verified?.warnings ?? [])],
  }
}

function refuseDowngrades(moves: readonly VersionMove[]): void {
  const faults = moves
    .filter((move) => move.order === 'older')
    .map((move): Fault => ({
      message: `${move.to} is older than the current version ${move.from}`,
      at: { file: move.file, line: move.line },
      hint: 'To roll back, set allow-downgrade: true.',
    }))
  const [first, ...others] = faults
  if (first) throw new FairleadError('refused', [first, ...others])
}

/** Returns the effect of a plan, as lines for a terminal. */
function describeMoves(
  moves: readonly VersionMove[],
  { changed, dryRun }: { readonly changed: boolean; readonly dryRun: boolean },
): string[] {
  if (!changed) return ['Nothing to do: already at this version.']
  return [...new Set(moves.map((move) => `${dryRun ? 'Would set' : 'Set'} ${describeMove(move)}`))]
}
