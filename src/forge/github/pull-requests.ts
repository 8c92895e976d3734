import type { NewPullRequest, PullRequest, PullRequestChange, Told, UpdatedPullRequest } from '../forge.ts'
import { once } from './client.ts'
import { isLag, isLost } from './failures.ts'
import { deleteBranch } from './refs.ts'
import { addMetadata, milestoneNumber } from './metadata.ts'
import { accountOf } from './repository.ts'
import type { Repository } from './repository.ts'

/** The fields of a pull request in REST that are needed here. */
interface RestPull {
  readonly number: number
  readonly html_url: string
  readonly head: { readonly ref: string; readonly sha: string }
  readonly title: string
  readonly body: string | null
  readonly draft?: boolean
  readonly labels: readonly { readonly name: string }[]
  readonly user: { readonly login: string; readonly id: number } | null
}

/**
 * Opens a pull request, or returns the one that is open for its branch and base. GitHub allows only one, so a lost
 * response and a race end the same way. Labels, people and the milestone are added in both cases.
 */
export async function openPullRequest(
  repository: Repository,
  request: NewPullRequest,
): Promise<PullRequest & Told> {
  const { milestone, warnings: first } = await milestoneNumber(repository, request.milestone)
  const { pull, warnings } = await createOrFind(repository, request)
  const { labels, warnings: more } = await addMetadata(repository, pull.number, { ...request, milestone })
  const made = toPullRequest(pull, repository, await accountOf(repository))
  return { ...made, labels: labels ?? made.labels, warnings: [...first, ...warnings, ...more] }
}

async function createOrFind(
  repository: Repository,
  request: NewPullRequest,
): Promise<Told & { readonly pull: RestPull }> {
  const { client, at } = repository
  const { branch: head, base, title, body } = request
  let { draft } = request
  const warnings: string[] = []
  const pull = await client.retry<RestPull>(
    async () => {
      const { data } = await client.rest.pulls.create({ ...at, ...once, head, base, title, body, draft })
      repository.account ??= data.user.id
      return data
    },
    {
      find: () => findOpen(repository, head, base),
      again: (failure) => {
        if (draft && /draft pull requests are not supported/i.test(failure.reason)) {
          warnings.push(
            `${repository.name} does not support draft pull requests: the pull request is opened as ready for review`,
          )
          draft = false
          return true
        }
        return isLost(failure) || isLag(failure)
      },
    },
  )
  return { pull, warnings }
}

async function findOpen(
  { client, at }: Repository,
  branch: string,
  base: string,
): Promise<RestPull | undefined> {
  const { data } = await client.rest.pulls.list({ ...at, state: 'open', head: `${at.owner}:${branch}`, base })
  return data.find((pull) => pull.head.ref === branch)
}

function toPullRequest(pull: RestPull, { startsWorkflows }: Repository, account: number): PullRequest {
  return {
    number: String(pull.number),
    url: pull.html_url,
    branch: pull.head.ref,
    head: pull.head.sha,
    title: pull.title,
    body: pull.body ?? '',
    draft: pull.draft ?? false,
    labels: pull.labels.map(({ name }) => name),
    own: pull.user?.id === account,
    startsWorkflows: startsWorkflows(pull.user?.login),
  }
}

/** Changes the given fields. */
export async function updatePullRequest(
  repository: Repository,
  number: number,
  change: PullRequestChange,
): Promise<UpdatedPullRequest> {
  const { client, at } = repository
  const { title, body, base } = change
  let state: 'open' | 'closed' = 'open'
  const { milestone, warnings: first } = await milestoneNumber(repository, change.milestone)
  const { warnings } = await addMetadata(repository, number, { ...change, milestone })
  // The text is last: if it is the new one, everything else has been changed too.
  if (title !== undefined || body !== undefined || base !== undefined) {
    const text = {
      ...(title !== undefined && { title }),
      ...(body !== undefined && { body }),
      ...(base !== undefined && { base }),
    }
    state = (await client.rest.pulls.update({ ...at, pull_number: number, ...text })).data.state
  }
  return { state, warnings: [...first, ...warnings] }
}

/** Comments on a pull request and closes it; does nothing if it is already closed. */
export async function closePullRequest(
  repository: Repository,
  number: number,
  comment: string,
  remove?: { readonly branch: string; readonly from: string },
): Promise<void> {
  const { client, at } = repository
  const { data } = await client.rest.pulls.get({ ...at, pull_number: number })
  if (data.state === 'closed') return
  await addComment(repository, number, comment, data.comments)
  // This also closes the pull request. If the run ends before it, the next run still finds the pull request open.
  if (remove) await deleteBranch(repository, remove.branch, remove.from)
  await client.rest.pulls.update({ ...at, pull_number: number, state: 'closed' })
}

/**
 * Adds a comment, but not twice: if there are comments, it first looks for the same one from an earlier run that was
 * interrupted, and after a lost response for its own.
 *
 * @param there the number of existing comments
 */
async function addComment(
  repository: Repository,
  number: number,
  body: string,
  there: number,
): Promise<void> {
  const { client, at } = repository
  const issue = { ...at, issue_number: number, per_page: 100 }
  const account = await accountOf(repository)
  // The oldest come first, so the last page has the newest.
  const find = async (count: number) => {
    const { data } = await client.rest.issues.listComments({ ...issue, page: Math.ceil(count / 100) })
    return data.some((comment) => comment.user?.id === account && comment.body === body) ? true : undefined
  }
  if (there > 0 && (await find(there))) return
  await client.retry(
    async () => {
      await client.rest.issues.createComment({ ...at, ...once, issue_number: number, body })
      return true
    },
    { find: () => find(there + 1), again: (failure) => isLost(failure) },
  )
}
