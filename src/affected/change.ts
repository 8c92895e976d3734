import type { Sides } from '../git/sides.ts'
import type { RepositoryAddresses } from '../net/repositories.ts'
import type { Standing } from '../parents/complete.ts'
import type { SourceChange } from './source-change.ts'

/** A change of an infra repo: two revisions, and facts about the repo. */
export interface Change {
  /** The two sides of the infra repo. */
  readonly sides: Sides
  /** All addresses that the infra repo is known by. */
  readonly addresses: RepositoryAddresses
  /** The branch that both sides are the tip of, or will be. */
  readonly standing: Standing
  /** Set if the change is in an app repo: both sides of the infra repo are then the same. */
  readonly source?: SourceChange | undefined
}

/** Returns the two sides of a change as users know them: those of the repo that the change is in. */
export function shownSides({ sides, source }: Pick<Change, 'sides' | 'source'>): Sides {
  return source?.shown ?? sides
}
