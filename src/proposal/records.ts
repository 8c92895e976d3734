import type { VersionMove, NamedMove } from '../moves/move.ts'
import type { RecordedChange } from './trailers.ts'

/**
 * Returns the record of a move, with all values that it sets.
 *
 * @param source the app repo, and the commit that the version was built from
 */
export function recordOf(
  { app, environment, cluster, image, from, to, digest, set }: VersionMove,
  { repository, commit }: { readonly repository: string | undefined; readonly commit: string | undefined },
): RecordedChange {
  return {
    ...(app === undefined ? {} : { app }),
    ...(environment === undefined ? {} : { environment }),
    ...(cluster === undefined ? {} : { cluster }),
    ...(image === undefined ? {} : { image }),
    ...(from === undefined ? {} : { from }),
    to,
    ...(digest === undefined ? {} : { digest }),
    set,
    ...(repository === undefined
      ? {}
      : { source: { repository, ...(commit === undefined ? {} : { commit }) } }),
  }
}

/** Returns a recorded change in the form in which lists show it. */
export function namedMove({ app, environment, image, from, to, set }: RecordedChange): NamedMove {
  const [first] = set
  return { app, environment, image, from, to, file: first?.file ?? '', key: first?.key ?? '' }
}
