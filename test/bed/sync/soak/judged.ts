/** Holds what a program said against what the second program saw. */
import type { Answer } from '../oracle/judge.ts'
import type { Said } from './programs.ts'

/** How a verdict compares with the cluster. */
export type Mark = 'right' | 'falsely green' | 'falsely red' | 'vague'

export interface Judged {
  readonly mark: Mark
  /** What the cluster showed, in one line. */
  readonly seen: string
  /** Milliseconds between all being well and the verdict; undefined where it was not. */
  readonly after: number | undefined
}

/** For how long all has to be well before `unknown` counts as false, in milliseconds. */
const LONG = 10_000

/**
 * - a green one is right where the commit was live and running, and stayed so
 * - `failed` is right where something was at fault or lacking, and stayed so
 * - `unknown` is right where not all was well; it is vague where a fault stood that could have been told
 * - `reverted` is right where the manifests of the commit that is there are those from before
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
      // It says that there was nothing to wait for.
      return marked('vague')
  }
}
