import type { FaultKind } from '../errors.ts'
import { FairleadError } from '../errors.ts'
import { mask } from '../git/mask.ts'

/**
 * The error message for one kind of failure, derived from the forge's own words, the repository and the attempted
 * action.
 */
export interface Explanation<Failure, Place, Attempt> {
  readonly fits: (failure: Failure, place: Place) => boolean
  readonly kind: FaultKind
  readonly message: (failure: Failure, place: Place, attempt: Attempt) => string
  /** The fix; empty if it is not known. */
  readonly hint: (failure: Failure, place: Place, attempt: Attempt) => string
}

/**
 * Returns an error for the first explanation that fits, with the token masked; its cause is the original failure.
 *
 * @returns undefined if none fits
 */
export function explainedBy<Failure, Place extends { readonly token: string | undefined }, Attempt>(
  explanations: readonly Explanation<Failure, Place, Attempt>[],
  { failure, cause }: { readonly failure: Failure; readonly cause: unknown },
  place: Place,
  attempt: Attempt,
): FairleadError | undefined {
  const found = explanations.find(({ fits }) => fits(failure, place))
  if (found === undefined) return undefined
  const secrets = place.token === undefined ? [] : [place.token]
  const message = mask(found.message(failure, place, attempt), secrets)
  const hint = mask(found.hint(failure, place, attempt), secrets)
  return new FairleadError(found.kind, [{ message, ...(hint !== '' && { hint }) }], { cause })
}

/** Runs the work; if it fails, throws what `explain` returns for the error. */
export async function explaining<T>(
  work: () => Promise<T>,
  explain: (error: unknown) => unknown,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw explain(error)
  }
}
