import { createHash } from 'node:crypto'

/**
 * Comments on pull requests that a command keeps up to date: found again by a hidden mark in them **and** by who
 * wrote them, so that neither somebody's quotation nor a stranger's forgery is taken for ours. `github` and
 * `gitlab` implement it.
 */
export interface Comments {
  /** The longest comment, in UTF-16 units, with its mark. */
  readonly limit: number

  /**
   * Makes the comments with this mark say just this: as many as there are bodies. Those that are there are changed
   * in place, the oldest first, what is too many is deleted, and what stands already is left alone.
   *
   * @param request the number of the pull request
   * @param mark a word that tells these comments from others, such as `diff`; it becomes an HTML comment
   * @param bodies without the mark; none deletes them all
   * @param former the mark of an earlier version: where none has `mark`, the comments with this one are taken over
   * @returns the comments in the order of the bodies
   * @throws FairleadError (input) where a right is missing or a body is too long, (remote) where the server fails
   */
  put(
    request: string,
    mark: string,
    bodies: readonly string[],
    former?: string,
  ): Promise<readonly PutComment[]>

  /**
   * What becomes of a pull request at this moment.
   *
   * @throws FairleadError (input) where it cannot be read, (remote) where the server fails
   */
  stateOf(request: string): Promise<RequestState>
}

export interface RequestState {
  readonly isOpen: boolean
  /** The tip of its source branch. */
  readonly head: string
  /** The branch that it goes into. */
  readonly base: string
}

/**
 * The mark of a command's comments in one of the jobs that run for a request; the name alone where there is no id.
 *
 * @param id any text, such as a workflow and a job
 */
export function markOf(name: string, id: string | undefined): string {
  if (id === undefined) return name
  const slug = id
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
  // Two ids may have one slug, and a slug may be long.
  const hash = createHash('sha256').update(id).digest('hex').slice(0, 8)
  return [name, slug.slice(0, 40), hash].filter((part) => part !== '').join('-')
}

export interface PutComment {
  readonly id: string
  readonly url: string | undefined
  readonly operation: 'created' | 'updated' | 'unchanged'
}

/** The hidden line that comments with a mark begin with. */
export function commentMark(mark: string): string {
  if (!/^[a-z0-9-]+$/.test(mark)) throw new Error(`"${mark}" is not a valid comment marker`)
  return `<!-- fairlead-comment: ${mark} -->`
}

/** What of one kind of comments has to be done, computed apart from any server. */
export interface CommentPlan<C> {
  /** In the order of the bodies: the comment that takes it, and whether it has to be changed. */
  readonly placed: readonly {
    readonly body: string
    readonly present: C | undefined
    readonly differs: boolean
  }[]
  readonly surplus: readonly C[]
}

/**
 * @param own all comments by the token's own user, oldest first
 * @param former see {@link Comments.put}
 */
export function planComments<C extends { readonly body: string }>(
  own: readonly C[],
  mark: string,
  bodies: readonly string[],
  former?: string,
): CommentPlan<C> {
  const line = commentMark(mark)
  const withMark = (name: string) => own.filter(({ body }) => body.startsWith(commentMark(name)))
  const ours = withMark(mark)
  const marked = ours.length > 0 || former === undefined ? ours : withMark(former)
  return {
    placed: bodies.map((text, i) => {
      const body = `${line}\n${text}`
      const present = marked[i]
      // Servers take away what is blank at the end, and may write line breaks in their own way.
      return { body, present, differs: present === undefined || plain(present.body) !== plain(body) }
    }),
    surplus: marked.slice(bodies.length),
  }
}

function plain(text: string): string {
  return text.replaceAll('\r\n', '\n').trimEnd()
}
