import { putComments } from '../comments.ts'
import type { Comments, OwnComments } from '../comments.ts'
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
        () => putComments(ownComments(repository, Number(request)), mark, bodies, former),
        true,
      ),
  }
}

interface Comment {
  readonly id: number
  readonly body: string
  readonly html_url: string
}

function ownComments(repository: Repository, number: number): OwnComments<Comment> {
  const { client, at } = repository
  return {
    limit,
    tooLong: `a comment is longer than the ${limit} characters that GitHub allows`,
    read: () => readOwn(repository, number),
    create: (body, find) =>
      client.retry<Comment>(
        async () => {
          const comment = { ...at, ...once, issue_number: number, body }
          const { data } = await client.rest.issues.createComment(comment)
          return { id: data.id, body, html_url: data.html_url }
        },
        { find, again: (failure) => isLost(failure) || isLag(failure) },
      ),
    async update(id, body) {
      await client.rest.issues.updateComment({ ...at, comment_id: id, body })
    },
    remove: (id) => remove(repository, id),
    urlOf: ({ html_url }) => html_url,
  }
}

/** Returns all comments that this token's account has written, oldest first. */
async function readOwn(repository: Repository, number: number): Promise<Comment[]> {
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

/** Deletes a comment. A comment that is already deleted is not an error. */
async function remove({ client, at }: Repository, id: number): Promise<void> {
  try {
    await client.rest.issues.deleteComment({ ...at, comment_id: id })
  } catch (error) {
    if (failureOf(error)?.status !== 404) throw error
  }
}
