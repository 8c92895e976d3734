import type { FairleadError } from '../errors.ts'
import { contained } from '../errors.ts'
import type { Reading } from '../yaml/files.ts'
import type { Unresolved } from './model.ts'

/**
 * A reading whose errors, whatever they are, are its own: the others go on.
 *
 * @param failed takes the error, and gives what the reading gives instead
 */
export function* guarded<T, U>(
  reading: () => Reading<T>,
  failed: (error: FairleadError) => U,
): Reading<T | U> {
  try {
    return yield* reading()
  } catch (error) {
    return failed(contained(error))
  }
}

/** The same for what is there at once. */
export function attempted<T, U>(work: () => T, failed: (error: FairleadError) => U): T | U {
  try {
    return work()
  } catch (error) {
    return failed(contained(error))
  }
}

/** Takes the error of an object: it is listed as one that cannot be known. */
export function asUnresolved(
  { file, line, kind, name }: Pick<Unresolved, 'file' | 'line' | 'kind' | 'name'>,
  into: Unresolved[],
): (error: FairleadError) => undefined {
  return (error) => {
    into.push({ file, line, kind, name, reason: error.faults[0].message })
    return undefined
  }
}
