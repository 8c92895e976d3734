/** The move of one ref, and why it may be refused. */

export interface RefUpdate {
  /** Fully qualified: refs/heads/main. */
  readonly name: string
  /** No object id deletes the ref. */
  readonly to: string | undefined
  readonly force: boolean
  /** What the ref has to be now: an object id, nothing (null), or anything (left out). */
  readonly expected?: string | null
}

export type RefProblem =
  | 'exists'
  | 'missing'
  | 'no-object'
  | 'not-fast-forward'
  | 'stale'
  | 'rule'
  | 'protected'
  | 'name'

/** A ref update GitHub refuses. REST and GraphQL have their own words for each problem. */
export class RefRefused extends Error {
  readonly problem: RefProblem
  readonly update: RefUpdate
  readonly current: string | undefined

  constructor(problem: RefProblem, update: RefUpdate, current?: string, message: string = problem) {
    super(message)
    this.problem = problem
    this.update = update
    this.current = current
  }
}
