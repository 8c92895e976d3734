import type { VersionMove } from '../moves/move.ts'
import { configOf } from '../config/read.ts'
import type { Inventory } from '../inventory/model.ts'
import type { Tree } from '../tree/tree.ts'
import type { Way } from './production.ts'
import { placeOfFile, readersOf, refuseForProduction } from './production.ts'

/** A change that would reach a base. */
export interface Arrival {
  readonly base: Tree
  /** The known moves of the change; the rest is inferred from the files. */
  readonly moves: readonly Pick<VersionMove, 'app' | 'file' | 'environment' | 'production' | 'alsoMoves'>[]
  /** All files that would change. */
  readonly files: readonly string[]
}

/**
 * Refuses to push, or to merge without a review, changes that affect production, by the configuration of the base
 * branch.
 *
 * @param inventory reads the inventory of the base; called only if a file belongs to no move of a known app
 * @throws FairleadError (refused) as `refuseForProduction`
 */
export async function refuseUnreviewed(
  way: Way,
  { base, moves, files }: Arrival,
  inventory: () => Promise<Inventory>,
): Promise<void> {
  const config = await configOf(base)
  // A move of a named app covers its file. Every other file is looked up, because a file name or a trailer must not
  // hide a change of production.
  const known = moves.filter((move) => move.app !== undefined)
  const others = files.filter((file) => !known.some((move) => move.file === file))
  const told = [
    ...moves,
    ...moves.flatMap((move) => move.alsoMoves),
    ...others.map((file) => placeOfFile(file, config)),
  ]
  // If this check already refuses, the inventory is not needed. Reading it may require the whole repo.
  refuseForProduction(told, files, way, config)
  if (others.length > 0) refuseForProduction(readersOf(await inventory(), others), files, way, config)
}
