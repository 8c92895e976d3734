import type { AppRef } from '../affected/app-ref.ts'
import { isUnknown } from './failures.ts'
import type { AppChange, Review } from './model.ts'

/** An app that a change touches, or may touch. */
export interface TouchedApp {
  readonly app: AppRef
  /** The effect of the change on it. */
  readonly status: AppChange['status']
  /** Whether the effect is known for all of it, on both sides. */
  readonly isCertain: boolean
  /** The changed files that it uses; empty if only its object differs. */
  readonly files: readonly string[]
  /** The reasons why it is not certain, as sentences. */
  readonly doubts: readonly string[]
}

/** The apps that a change touches. */
export interface Touched {
  readonly apps: readonly TouchedApp[]
  /**
   * Whether the list is complete and certain. If it is not, an empty list does not mean that no app is touched. A
   * part of a matrix is never certain about the whole.
   */
  readonly isCertain: boolean
}

/**
 * Returns the apps that a change touches, whether this is certain, and why not, for callers that wait for the apps or
 * block them. "Touches" has a wide meaning: it includes an app without relevant differences (see `isQuiet`), because
 * its controller sees another revision of its files.
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
