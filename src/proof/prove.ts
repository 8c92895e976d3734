import type { Move } from '../bump/request.ts'
import type { Inventory } from '../inventory/model.ts'
import type { MoveProof } from './model.ts'
import { judge } from './judge.ts'
import type { Edit, ProofParts } from './touched.ts'
import { renderTouched } from './touched.ts'

/** A plan that is to be proved. */
export interface Question extends Edit {
  readonly moves: readonly Move[]
  /** The repositories that may move. */
  readonly images: readonly string[]
  readonly allowShared: boolean
  /** What the plan was made by; undefined where it needed none. */
  readonly inventory: Inventory | undefined
}

/**
 * Whether a plan does what it is for: the apps that its edits touch are rendered without and with them.
 *
 * @returns one answer for each move
 * @throws FairleadError where the repo cannot be read
 */
export async function prove(question: Question, parts: ProofParts): Promise<MoveProof[]> {
  const { pairs, tooMany } = await renderTouched(question, parts)
  if (tooMany !== undefined)
    return question.moves.map((move) => ({
      move,
      verdict: 'not-proved',
      saying: `the change touches ${tooMany} apps, of which none is rendered by itself; verify-render: always renders all`,
      warnings: [],
      fault: undefined,
    }))
  const uses = (question.inventory?.apps ?? []).flatMap(({ images }) => images)
  return judge(pairs, {
    ...question,
    setUp: parts.rendering.renderer.faults,
    use: (move) =>
      uses.find(
        ({ place }) =>
          place?.file === move.file && place.document === move.document && place.key === move.key,
      ),
  })
}
