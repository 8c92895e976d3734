/** The update of one ref, and the reasons for which it may be refused. */

export interface RefUpdate {
  /** Fully qualified, such as refs/heads/main. */
  readonly name: string
  /** Undefined deletes the ref. */
  readonly to: string | undefined
  readonly force: boolean
  /** The expected current value of the ref: an object id, null if it must not exist, or undefined for any value. */
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

/** A ref update that GitHub refuses. REST and GraphQL have their own message for each problem. */
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
