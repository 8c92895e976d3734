/** Compares the verdict of a program with the observations of the second program. */
import type { Answer } from '../oracle/judge.ts'
import type { Said } from './programs.ts'

/** The result of a comparison between a verdict and the cluster. */
export type Mark = 'right' | 'falsely green' | 'falsely red' | 'vague'

export interface Judged {
  readonly mark: Mark
  /** The state of the cluster, in one line. */
  readonly seen: string
  /** The milliseconds between the time since which all is well and the verdict; undefined if it was not. */
  readonly after: number | undefined
}

/** The time for which all must be well before `unknown` counts as false, in milliseconds. */
const LONG = 10_000

/**
 * Rates a verdict:
 *
 * - `verified` and `superseded` are right if the commit was live and running, and stayed so
 * - `failed` is right if not all was well, and there was an error or it did not recover
 * - `unknown` is false if all was well for a long time; it is vague if there was an error that could have been reported
 * - `reverted` is right if the manifests of the current commit are the same as before
 */
export function judge({ outcome, at }: Said, answer: Answer): Judged {
  const { lacks, lapse, goodSince, faults, mended, isAsBefore } = answer
  const isGood = lacks.length === 0 && lapse === null
  const after = goodSince === null ? undefined : at - goodSince
  const seen = [
    ...(isGood ? ['all is well'] : lacks),
    ...(lapse === null || lacks.length > 0 ? [] : [`lapse ${lapse}`]),
    ...faults.map((fault) => `fault: ${fault}`),
  ].join('; ')
  const marked = (mark: Mark) => ({ mark, seen, after })
  switch (outcome) {
    case 'verified':
    case 'superseded':
      return marked(isGood ? 'right' : 'falsely green')
    case 'reverted':
      return marked(isAsBefore ? 'right' : 'falsely red')
    case 'failed':
      return marked(!isGood && (faults.length > 0 || !mended) ? 'right' : 'falsely red')
    case 'unknown':
      if (isGood && (after ?? 0) > LONG) return marked('falsely red')
      return marked(faults.length > 0 ? 'vague' : 'right')
    default:
      // The program found nothing to wait for.
      return marked('vague')
  }
}
