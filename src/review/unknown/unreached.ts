import { isEqual } from '../../compare/equal.ts'
import { inputDigest } from '../inputs.ts'
import type { IdsOf } from '../inputs.ts'
import type { AppChange, SideFailure } from '../model.ts'
import type { RenderedPair } from '../../affected/rendered-pair.ts'

/**
 * Returns the change of an app that could not be rendered and that a merge does not reach; undefined for all others.
 */
export function unreachedChange(
  pair: RenderedPair,
  failures: readonly SideFailure[],
  ids: IdsOf,
): AppChange | undefined {
  const { app, files, pinned } = pair
  const of = (side: SideFailure['side']) =>
    failures.filter((failure) => failure.side === side).map(({ message }) => message)
  if (!pinned || failures.length === 0 || !isEqual(of('before'), of('after'))) return undefined
  const note = `its source is pinned to ${pinned.join(', ')}, which a merge does not change; it could not be rendered: ${of('after').join('; ')}`
  return {
    app,
    files,
    status: 'rerendered',
    failures: [],
    objects: [],
    restarts: [],
    risks: [],
    images: [],
    values: [],
    notes: [note],
    noise: 0,
    digest: inputDigest(pair, ids),
    conditions: undefined,
  }
}
