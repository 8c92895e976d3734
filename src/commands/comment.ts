import type { FairleadError } from '../errors.ts'
import { contained, describeFault, inputError } from '../errors.ts'
import type { Comments } from '../forge/comments.ts'
import type { Afterwards } from './describe.ts'

/** The request that a command's comment goes to. */
export interface CommentTarget {
  readonly to: Comments
  /** Its number; on a plain git remote its branch. */
  readonly request: string
  readonly noun: string
  /** Whether what is told comes from another run, that of a stranger perhaps. */
  readonly isForeign?: boolean
  /** What tells this job's comment from those of other jobs; undefined where there is one job. */
  readonly id?: string | undefined
  /** The commit that the job runs for; undefined where nothing tells it. */
  readonly head?: string | undefined
  /** The branch that the job has compared with; undefined where that need not be the one that the request goes into. */
  readonly base?: string | undefined
  /** Why a token of this job may not write, and what to do: in place of the forge's own advice. */
  readonly cure?: string | undefined
}

/** What a job may do about its comment: see the input `comment`. */
export type CommentMode = 'auto' | 'required' | 'never'

/**
 * Writes a command's comment, once its results are told: on a request that is still open, still at the commit that the
 * job runs for, and goes into the branch that it was compared with. Otherwise nothing is written, and a warning says why.
 *
 * @param find gives the request; undefined where the job runs for none
 * @param by the name of the command, for the mark of its comments, and what the forge calls a request
 * @param bodies makes the comments for this request
 */
export async function writeComment(
  mode: CommentMode,
  find: () => Promise<CommentTarget | undefined>,
  by: { readonly name: string; readonly noun: string },
  bodies: (target: CommentTarget) => readonly string[],
): Promise<Afterwards> {
  let cure: string | undefined
  const missing = (thrown: FairleadError): Afterwards => {
    const [fault] = thrown.faults
    const error =
      cure === undefined || thrown.kind !== 'input' ? thrown : inputError(fault.message, { hint: cure })
    if (mode === 'required') return { warnings: [], failure: error }
    return { warnings: [`No comment was written: ${error.faults.map(describeFault).join(' ')}`] }
  }
  try {
    const target = await find()
    cure = target?.cure
    if (target === undefined)
      return mode === 'required'
        ? missing(inputError(`comment is required, but this job does not run for a ${by.noun}`))
        : { warnings: [] }
    const { to, request, noun, head, base } = target
    const state = await to.stateOf(request)
    if (!state.isOpen)
      return { warnings: [`No comment was written: the ${noun} ${request} is no longer open.`] }
    if (head !== undefined && state.head !== head)
      return {
        warnings: [
          `No comment was written: the ${noun} ${request} has a newer commit (${state.head.slice(0, 12)}) than this job (${head.slice(0, 12)}). The job for that commit writes the comment.`,
        ],
      }
    if (base !== undefined && state.base !== base)
      return {
        warnings: [
          `No comment was written: the ${noun} ${request} targets ${state.base}, but this job compared it with ${base}. Run the job again, or set base to the target branch.`,
        ],
      }
    const { markOf } = await import('../forge/comments.ts')
    await to.put(request, markOf(by.name, target.id), bodies(target), by.name)
    return { warnings: [] }
  } catch (error) {
    return missing(contained(error))
  }
}
