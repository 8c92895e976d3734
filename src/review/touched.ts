import type { AppRef } from '../affected/app-ref.ts'
import { isUnknown } from './failures.ts'
import type { AppChange, Review } from './model.ts'

/** An app that a change touches, or may touch. */
export interface TouchedApp {
  readonly app: AppRef
  /** What the change does to it. */
  readonly status: AppChange['status']
  /** Whether that is known of all of it, on both sides. */
  readonly isCertain: boolean
  /** The changed files that it is made of; none where its object alone is another one. */
  readonly files: readonly string[]
  /** Why it is not certain, as sentences. */
  readonly doubts: readonly string[]
}

/** Which apps a change touches. */
export interface Touched {
  readonly apps: readonly TouchedApp[]
  /**
   * Whether these are all, and certainly touched: where it is not, no app at all is no answer either. A part of a matrix
   * is never certain of the whole.
   */
  readonly isCertain: boolean
}

/**
 * Which apps a change touches, certain or not, and why: for who waits for them or holds them back. "Touches" is
 * meant wide: an app of which nothing that counts differs (see `isQuiet`) is one of them, for its controller sees another
 * revision of its files.
 */
export function touchedApps({ apps, shard }: Pick<Review, 'apps' | 'shard'>): Touched {
  const touched = apps.map((change): TouchedApp => {
    const { app, status, files, failures } = change
    const doubts = [...new Set(failures.map(({ message }) => message))]
    return { app, status, isCertain: !isUnknown(change), files, doubts }
  })
  return {
    apps: touched,
    isCertain: (shard?.count ?? 1) === 1 && touched.every(({ isCertain }) => isCertain),
  }
}
