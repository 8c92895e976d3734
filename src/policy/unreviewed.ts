import type { VersionMove } from '../moves/move.ts'
import { configOf } from '../config/read.ts'
import type { Inventory } from '../inventory/model.ts'
import type { Tree } from '../tree/tree.ts'
import type { Way } from './production.ts'
import { placeOfFile, readersOf, refuseForProduction } from './production.ts'

/** What would get onto a base. */
export interface Arrival {
  readonly base: Tree
  /** What is known of it; what is not is told by the files. */
  readonly moves: readonly Pick<VersionMove, 'app' | 'file' | 'environment' | 'production' | 'alsoMoves'>[]
  /** All files that would change. */
  readonly files: readonly string[]
}

/**
 * Refuses to push and to merge without a review what reaches production, as the base branch says.
 *
 * @param inventory reads that of the base; asked only where a file is of no app that is known
 * @throws FairleadError (refused) as `refuseForProduction`
 */
export async function refuseUnreviewed(
  way: Way,
  { base, moves, files }: Arrival,
  inventory: () => Promise<Inventory>,
): Promise<void> {
  const config = await configOf(base)
  // What names an app is known by it; any other file is looked up, since production must not change unseen
  // because of how a file is called or what a trailer says.
  const known = moves.filter((move) => move.app !== undefined)
  const others = files.filter((file) => !known.some((move) => move.file === file))
  const told = [
    ...moves,
    ...moves.flatMap((move) => move.alsoMoves),
    ...others.map((file) => placeOfFile(file, config)),
  ]
  // What is refused by this alone needs no inventory, which may be the whole repo.
  refuseForProduction(told, files, way, config)
  if (others.length > 0) refuseForProduction(readersOf(await inventory(), others), files, way, config)
}
