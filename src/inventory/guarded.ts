import type { FairleadError } from '../errors.ts'
import { contained } from '../errors.ts'
import type { Reading } from '../yaml/files.ts'
import type { Unresolved } from './model.ts'

/**
 * Runs a reading and catches all its errors, so that the other readings continue.
 *
 * @param failed receives the error, and returns the value to use instead
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

/** Runs synchronous work and catches its errors, like {@link guarded}. */
export function attempted<T, U>(work: () => T, failed: (error: FairleadError) => U): T | U {
  try {
    return work()
  } catch (error) {
    return failed(contained(error))
  }
}

/** Returns an error handler that adds an object to the unresolved ones. */
export function asUnresolved(
  { file, line, kind, name }: Pick<Unresolved, 'file' | 'line' | 'kind' | 'name'>,
  into: Unresolved[],
): (error: FairleadError) => undefined {
  return (error) => {
    into.push({ file, line, kind, name, reason: error.faults[0].message })
    return undefined
  }
}
