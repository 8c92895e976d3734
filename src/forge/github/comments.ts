import { inputError } from '../../errors.ts'
import { planComments } from '../comments.ts'
import type { Comments, PutComment } from '../comments.ts'
import { Client, once } from './client.ts'
import type { ClientOptions } from './client.ts'
import { explain } from './explain.ts'
import { failureOf, isLag, isLost } from './failures.ts'

export interface GitHubCommentsOptions extends Omit<ClientOptions, 'token' | 'patience'> {
  /** `owner/name`. */
  readonly repository: string
  /** One that may write pull requests (or issues) is enough. */
  readonly token: string
  readonly graphqlUrl: string
  readonly serverUrl: string
}

const limit = 65_536

/** Opens the comments on a repository's pull requests. Nothing is asked yet. */
export function openGitHubComments(options: GitHubCommentsOptions): Comments {
  const { repository, token, serverUrl } = options
  const [owner = '', repo = ''] = repository.split('/')
  const place: Place = { client: new Client(options), at: { owner, repo }, login: undefined }
  return {
    limit,
    async stateOf(request) {
      try {
        const { data } = await place.client.rest.pulls.get({ ...place.at, pull_number: Number(request) })
        return { isOpen: data.state === 'open', head: data.head.sha, base: data.base.ref }
      } catch (error) {
        const known = { repository, serverUrl, token, isKnown: true }
        throw explain(error, known, { doing: 'read pull requests', needs: 'pull requests: write' })
      }
    },
    async put(request, mark, bodies, former) {
      try {
        return await putComments(place, Number(request), { mark, former }, bodies)
      } catch (error) {
        const known = { repository, serverUrl, token, isKnown: true }
        throw explain(error, known, { doing: 'write comments', needs: 'pull requests: write' })
      }
    },
  }
}

interface Place {
  readonly client: Client
  readonly at: { readonly owner: string; readonly repo: string }
  /** Whose token it is, once it was asked. */
  login: string | undefined
}

interface Comment {
  readonly id: number
  readonly body: string
  readonly html_url: string
}

async function putComments(
  place: Place,
  number: number,
  { mark, former }: { readonly mark: string; readonly former: string | undefined },
  bodies: readonly string[],
): Promise<PutComment[]> {
  const { client, at } = place
  const { placed, surplus } = planComments(await ownComments(place, number), mark, bodies, former)
  if (placed.some(({ body }) => body.length > limit))
    throw inputError(`a comment is longer than the ${limit} characters that GitHub takes`)
  const done: PutComment[] = []
  for (const [i, { body, present, differs }] of placed.entries()) {
    if (present === undefined) {
      const { id, html_url: url } = await create(place, number, mark, body, i)
      done.push({ id: String(id), url, operation: 'created' })
      continue
    }
    if (differs) await client.rest.issues.updateComment({ ...at, comment_id: present.id, body })
    const operation = differs ? 'updated' : 'unchanged'
    done.push({ id: String(present.id), url: present.html_url, operation })
  }
  for (const { id } of surplus) await remove(place, id)
  return done
}

/** All comments that this token's owner has written, oldest first. */
async function ownComments(place: Place, number: number): Promise<Comment[]> {
  const { client, at } = place
  place.login ??= await loginOf(client)
  const own: Comment[] = []
  for (let page = 1; ; page++) {
    const paging = { issue_number: number, per_page: 100, page }
    const { data } = await client.rest.issues.listComments({ ...at, ...paging })
    for (const { id, body, html_url, user } of data)
      if (user?.login === place.login) own.push({ id, body: body ?? '', html_url })
    if (data.length < 100) return own
  }
}

/** REST tells no App whose token it has; GraphQL does. */
async function loginOf(client: Client): Promise<string> {
  const { viewer } = await client.graphql<{ viewer: { login: string } }>(
    'query viewer { viewer { login } }',
    {},
  )
  return viewer.login
}

/** @param index which of the comments with the mark it is: where its answer is lost, it is found there */
function create(place: Place, number: number, mark: string, body: string, index: number): Promise<Comment> {
  const { client, at } = place
  return client.persist<Comment>(
    async () => {
      const { data } = await client.rest.issues.createComment({ ...at, ...once, issue_number: number, body })
      return { id: data.id, body, html_url: data.html_url }
    },
    {
      async find() {
        const bodies = Array.from({ length: index + 1 }, () => '')
        return planComments(await ownComments(place, number), mark, bodies).placed[index]?.present
      },
      again: (failure) => isLost(failure) || isLag(failure),
    },
  )
}

/** Whoever was first: it shall be gone. */
async function remove({ client, at }: Place, id: number): Promise<void> {
  try {
    await client.rest.issues.deleteComment({ ...at, comment_id: id })
  } catch (error) {
    if (failureOf(error)?.status !== 404) throw error
  }
}
