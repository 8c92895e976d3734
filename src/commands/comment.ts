import type { FairleadError } from '../errors.ts'
import { contained, describeFault, inputError } from '../errors.ts'
import type { Comments } from '../forge/comments.ts'
import type { Afterwards } from './describe.ts'

/** The request that a command's comment goes to. */
export interface CommentTarget {
  readonly to: Comments
  /** The number of the request; on a plain git remote, its branch. */
  readonly request: string
  readonly noun: string
  /** Whether the content comes from another run, which may be untrusted. */
  readonly isForeign?: boolean
  /** The id that distinguishes this job's comment from those of other jobs; undefined if there is only one job. */
  readonly id?: string | undefined
  /** The commit that the job runs for; undefined if it is unknown. */
  readonly head?: string | undefined
  /** The branch that the job compared with; undefined if it may differ from the target branch of the request. */
  readonly base?: string | undefined
  /** Why a token of this job does not have write permission, and what to do. It replaces the hint of the forge. */
  readonly cure?: string | undefined
}

/** The modes of the input `comment`. */
export type CommentMode = 'auto' | 'required' | 'never'

/**
 * Writes a command's comment after its results are reported. The request must be open, be at the commit that the job
 * runs for, and target the branch that it was compared with. Otherwise nothing is written, and a warning reports the
 * reason.
 *
 * @param find returns the request; undefined if the job does not run for one
 * @param by the name of the command, which marks its comments, and the forge's term for a request
 * @param bodies creates the comments for this request
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
