import type { ChangedBranch } from '../inventory/follows.ts'
import { followsOtherBranch, UNKNOWN_BRANCH } from '../inventory/follows.ts'
import type { Inventory } from '../inventory/model.ts'
import type { Standing } from '../parents/complete.ts'
import { parseKeyPath } from '../yaml/keys.ts'
import type { MoveProof, ProvedMove } from './model.ts'
import { judge } from './judge.ts'
import { mayRead } from './reads.ts'
import type { Edit, ProofParts } from './touched.ts'
import { renderTouched } from './touched.ts'

/** A plan to prove. */
export interface Question extends Edit {
  readonly moves: readonly ProvedMove[]
  /** The repositories that may move. */
  readonly images: readonly string[]
  readonly allowShared: boolean
  /** The inventory that the plan is based on; undefined if it needed none. */
  readonly inventory: Inventory | undefined
}

/**
 * Checks whether a plan has the intended effect: renders the apps that its edits affect without and with the edits.
 *
 * @returns one result for each move
 * @throws FairleadError if the repo cannot be read
 */
export async function prove(question: Question, parts: ProofParts): Promise<MoveProof[]> {
  const { declared, pairs, tooMany } = await renderTouched(question, parts)
  if (tooMany !== undefined)
    return question.moves.map((move) => ({
      move,
      verdict: 'not-proved',
      saying: `the change affects ${tooMany} apps, which are too many to render automatically; set verify-render: always to render all of them`,
      warnings: [],
      fault: undefined,
    }))
  const known = pairs.flatMap(({ known: { before } }) => before ?? [])
  const uses = question.inventory
    ? question.inventory.apps.flatMap(({ images }) => images)
    : (await Promise.all(known.map((app) => declared.before.images(app)))).flat()
  return judge(pairs, {
    ...question,
    setUp: parts.rendering.renderer.faults,
    use: (move) =>
      uses.find(
        ({ place }) =>
          place?.file === move.file && place.document === move.document && place.key === move.key,
      ),
    usesOf: (app) => declared.before.images(app),
    elsewhere: (app, { file }) => followsOtherBranch(app, file, branchOf(parts.standing)),
    mayRead: (app, { key }) => mayRead(question.tree, app, parseKeyPath(key)),
  })
}

function branchOf(standing: Standing | undefined): ChangedBranch {
  if (!standing) return UNKNOWN_BRANCH
  const { branch, alsoFollowed = [], isDefaultBranch } = standing
  return { names: [branch, ...alsoFollowed], isDefault: isDefaultBranch }
}
