import type { Sides } from '../git/sides.ts'
import type { RepositoryAddresses } from '../net/repositories.ts'
import type { Standing } from '../parents/complete.ts'
import type { SourceChange } from './source-change.ts'

/** A change of an infra repo: two revisions, and what is known of the repo. */
export interface Change {
  /** The two sides of the infra repo. */
  readonly sides: Sides
  /** All addresses that the infra repo is known by. */
  readonly addresses: RepositoryAddresses
  /** The branch that both sides are, or are to be, the tip of. */
  readonly standing: Standing
  /** Where the change is one of an app repo: then both sides of the infra repo are the same. */
  readonly source?: SourceChange | undefined
}

/** The two sides of a change as people know it: of the repo that it is a change of. */
export function shownSides({ sides, source }: Pick<Change, 'sides' | 'source'>): Sides {
  return source?.shown ?? sides
}
