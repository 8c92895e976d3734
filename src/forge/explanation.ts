import type { FaultKind } from '../errors.ts'
import { FairleadError } from '../errors.ts'
import { mask } from '../git/mask.ts'

/** How one kind of failure is told, by what a forge's own words, the place and the attempt tell. */
export interface Explanation<Failure, Place, Attempt> {
  readonly fits: (failure: Failure, place: Place) => boolean
  readonly kind: FaultKind
  readonly message: (failure: Failure, place: Place, attempt: Attempt) => string
  /** What to do; the empty text where nobody knows. */
  readonly hint: (failure: Failure, place: Place, attempt: Attempt) => string
}

/**
 * The first explanation that fits, as an error without the place's token in it; the failure itself is its cause.
 *
 * @returns undefined where none fits
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

/** Does it; what fails is thrown as what `explain` makes of it. */
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
