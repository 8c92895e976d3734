import { inputError } from '../../errors.ts'
import { planComments } from '../comments.ts'
import type { Comments, PutComment } from '../comments.ts'
import { once } from './client.ts'
import { failureOf, isLag, isLost } from './failures.ts'
import { accountOf, explained } from './repository.ts'
import type { Repository } from './repository.ts'

const limit = 65_536

/** Opens the comments on a repository's pull requests. It sends no request. */
export function openGitHubComments(repository: Repository): Comments {
  const attempt = (doing: string) => ({ doing, needs: 'pull requests: write' })
  return {
    limit,
    stateOf: (request) =>
      explained(
        repository,
        attempt('read pull requests'),
        async () => {
          const { client, at } = repository
          const { data } = await client.rest.pulls.get({ ...at, pull_number: Number(request) })
          return { isOpen: data.state === 'open', head: data.head.sha, base: data.base.ref }
        },
        true,
      ),
    put: (request, mark, bodies, former) =>
      explained(
        repository,
        attempt('write comments'),
        () => putComments(repository, Number(request), { mark, former }, bodies),
        true,
      ),
  }
}

interface Comment {
  readonly id: number
  readonly body: string
  readonly html_url: string
}

async function putComments(
  repository: Repository,
  number: number,
  { mark, former }: { readonly mark: string; readonly former: string | undefined },
  bodies: readonly string[],
): Promise<PutComment[]> {
  const { client, at } = repository
  const { placed, surplus } = planComments(await ownComments(repository, number), mark, bodies, former)
  if (placed.some(({ body }) => body.length > limit))
    throw inputError(`a comment is longer than the ${limit} characters that GitHub allows`)
  const done: PutComment[] = []
  for (const [i, { body, present, differs }] of placed.entries()) {
    if (present === undefined) {
      const { id, html_url: url } = await create(repository, number, { mark, body, index: i })
      done.push({ id: String(id), url, operation: 'created' })
      continue
    }
    if (differs) await client.rest.issues.updateComment({ ...at, comment_id: present.id, body })
    const operation = differs ? 'updated' : 'unchanged'
    done.push({ id: String(present.id), url: present.html_url, operation })
  }
  for (const { id } of surplus) await remove(repository, id)
  return done
}

/** Returns all comments that this token's account has written, oldest first. */
async function ownComments(repository: Repository, number: number): Promise<Comment[]> {
  const { client, at } = repository
  const account = await accountOf(repository)
  const own: Comment[] = []
  for (let page = 1; ; page++) {
    const paging = { issue_number: number, per_page: 100, page }
    const { data } = await client.rest.issues.listComments({ ...at, ...paging })
    for (const { id, body, html_url, user } of data)
      if (user?.id === account) own.push({ id, body: body ?? '', html_url })
    if (data.length < 100) return own
  }
}

/** One of the comments with a mark. */
interface NewComment {
  readonly mark: string
  readonly body: string
  /** The position among these comments. If the response is lost, the comment is found by it. */
  readonly index: number
}

function create(repository: Repository, number: number, { mark, body, index }: NewComment): Promise<Comment> {
  const { client, at } = repository
  return client.retry<Comment>(
    async () => {
      const { data } = await client.rest.issues.createComment({ ...at, ...once, issue_number: number, body })
      return { id: data.id, body, html_url: data.html_url }
    },
    {
      async find() {
        const bodies = Array.from({ length: index + 1 }, () => '')
        return planComments(await ownComments(repository, number), mark, bodies).placed[index]?.present
      },
      again: (failure) => isLost(failure) || isLag(failure),
    },
  )
}

/** Deletes a comment. A comment that is already deleted is not an error. */
async function remove({ client, at }: Repository, id: number): Promise<void> {
  try {
    await client.rest.issues.deleteComment({ ...at, comment_id: id })
  } catch (error) {
    if (failureOf(error)?.status !== 404) throw error
  }
}
