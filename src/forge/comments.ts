import { createHash } from 'node:crypto'
import { inputError } from '../errors.ts'

/**
 * Comments on pull requests that a command keeps up to date. It finds them by a hidden marker **and** by their
 * author, so that it never changes a quotation or a forged comment of somebody else. `github` and `gitlab` implement
 * it.
 */
export interface Comments {
  /** The maximum length of a comment, in UTF-16 units, including its marker. */
  readonly limit: number

  /**
   * Makes the comments with this marker match the bodies, one comment per body. Existing comments are edited in
   * place, the oldest first; surplus comments are deleted, and comments that already match are not changed.
   *
   * @param request the number of the pull request
   * @param mark a word that distinguishes these comments from others, such as `diff`; it becomes an HTML comment
   * @param bodies without the marker; an empty list deletes all comments
   * @param former the marker of an earlier version: if no comment has `mark`, the comments with this one are reused
   * @returns the comments in the order of the bodies
   * @throws FairleadError (input) if a permission is missing or a body is too long, (remote) if the server fails
   */
  put(
    request: string,
    mark: string,
    bodies: readonly string[],
    former?: string,
  ): Promise<readonly PutComment[]>

  /**
   * Returns the current state of a pull request.
   *
   * @throws FairleadError (input) if it cannot be read, (remote) if the server fails
   */
  stateOf(request: string): Promise<RequestState>
}

export interface RequestState {
  readonly isOpen: boolean
  /** The tip of its source branch. */
  readonly head: string
  /** The target branch. */
  readonly base: string
}

/**
 * Returns the marker of a command's comments for one of the jobs of a request; the name alone if there is no id.
 *
 * @param id any text, such as a workflow and a job
 */
export function markOf(name: string, id: string | undefined): string {
  if (id === undefined) return name
  const slug = id
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
  // Different ids can have the same slug, and a slug can be long.
  const hash = createHash('sha256').update(id).digest('hex').slice(0, 8)
  return [name, slug.slice(0, 40), hash].filter((part) => part !== '').join('-')
}

export interface PutComment {
  readonly id: string
  readonly url: string | undefined
  readonly operation: 'created' | 'updated' | 'unchanged'
}

/** Returns the hidden first line of the comments with a marker. */
export function commentMark(mark: string): string {
  if (!/^[a-z0-9-]+$/.test(mark)) throw new Error(`"${mark}" is not a valid comment marker`)
  return `<!-- fairlead-comment: ${mark} -->`
}

/** The changes that one kind of comments needs, computed without a server. */
export interface CommentPlan<C> {
  /** In the order of the bodies: the comment to reuse, and whether it must be changed. */
  readonly placed: readonly {
    readonly body: string
    readonly present: C | undefined
    readonly differs: boolean
  }[]
  readonly surplus: readonly C[]
}

/**
 * Plans the changes to the comments of one kind.
 *
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
      // Servers remove trailing whitespace, and may use other line breaks.
      return { body, present, differs: present === undefined || plain(present.body) !== plain(body) }
    }),
    surplus: marked.slice(bodies.length),
  }
}

/** The comments of one request that the token's own account has written, on a forge. */
export interface OwnComments<C extends { readonly id: number; readonly body: string }> {
  /** See {@link Comments.limit}. */
  readonly limit: number
  /** A message for a comment that is longer. */
  readonly tooLong: string
  /** Returns them, oldest first. */
  read(): Promise<readonly C[]>
  /**
   * Creates a comment.
   *
   * @param find finds it again if the response is lost
   */
  create(body: string, find: () => Promise<C | undefined>): Promise<C>
  update(id: number, body: string): Promise<void>
  /** Deletes a comment. A comment that is already deleted is not an error. */
  remove(id: number): Promise<void>
  urlOf(comment: C): string | undefined
}

/** Makes the comments of one kind match the bodies; see {@link Comments.put}. */
export async function putComments<C extends { readonly id: number; readonly body: string }>(
  own: OwnComments<C>,
  mark: string,
  bodies: readonly string[],
  former: string | undefined,
): Promise<PutComment[]> {
  const { placed, surplus } = planComments(await own.read(), mark, bodies, former)
  if (placed.some(({ body }) => body.length > own.limit)) throw inputError(own.tooLong)
  // The comments with a mark are in the order of the bodies, so a new one is found by its position among them.
  const find = async (index: number) => {
    const all = Array.from({ length: index + 1 }, () => '')
    return planComments(await own.read(), mark, all).placed[index]?.present
  }
  const done: PutComment[] = []
  for (const [i, { body, present, differs }] of placed.entries()) {
    if (present && differs) await own.update(present.id, body)
    const comment = present ?? (await own.create(body, () => find(i)))
    const operation = present === undefined ? 'created' : differs ? 'updated' : 'unchanged'
    done.push({ id: String(comment.id), url: own.urlOf(comment), operation })
  }
  for (const { id } of surplus) await own.remove(id)
  return done
}

function plain(text: string): string {
  return text.replaceAll('\r\n', '\n').trimEnd()
}
