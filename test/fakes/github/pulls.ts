/** The operations on pull requests that both APIs share. */
import type { Token } from './accounts.ts'
import { ApiError, invalid } from './errors.ts'
import { mergeTrees } from '../git/diff.ts'
import { compareCommits, isAncestor } from '../git/history.ts'
import { type FakeRepository, closePull, nextId, now } from './repository.ts'
import { asksForMore } from './rules.ts'
import { identityOf, signedByGithub } from './signing.ts'
import type { MergeMethod, Pull } from './state.ts'

const longestBody = 65_536

export interface NewPull {
  readonly title: string
  readonly body: string | null
  /** A branch of the same repository, with or without its owner. */
  readonly head: string
  readonly base: string
  readonly draft: boolean
  readonly maintainerCanModify: boolean
}

export function checkBody(body: string | null | undefined): void {
  if (body === undefined || body === null || body.length <= longestBody) return
  const message = `body is too long (maximum is ${longestBody} characters)`
  throw invalid({ resource: 'Issue', code: 'custom', field: 'body', message })
}

/** Creates a pull request. The caller holds the repository's lock. */
export async function createPull(repository: FakeRepository, token: Token, input: NewPull): Promise<Pull> {
  if (token.kind === 'actions' && !repository.settings.actionsMayCreatePullRequests) {
    throw new ApiError(403, 'GitHub Actions is not permitted to create or approve pull requests.')
  }
  const [owner, ref] = input.head.includes(':')
    ? split(input.head, ':')
    : [repository.owner.login, input.head]
  const head = owner === repository.owner.login ? repository.branch(ref) : undefined
  const base = repository.branch(input.base)
  if (head === undefined) throw badBranch('head')
  if (base === undefined) throw badBranch('base')
  if (input.title.trim() === '')
    throw invalid({ resource: 'PullRequest', field: 'title', code: 'missing_field' })
  checkBody(input.body)
  const same = (pull: Pull) => pull.state === 'open' && pull.head.ref === ref && pull.base.ref === input.base
  if (repository.state.pulls.some(same)) throw custom(`A pull request already exists for ${owner}:${ref}.`)
  if (await isAncestor(repository.store, head, base)) {
    throw custom(`No commits between ${input.base} and ${ref}`)
  }
  const pull: Pull = {
    id: nextId(),
    number: repository.nextNumber,
    author: token.account.login,
    opener: identityOf(token, ''),
    createdAt: now(),
    title: input.title,
    body: input.body,
    state: 'open',
    draft: input.draft,
    head: { ref, sha: head },
    base: { ref: input.base, sha: base },
    labels: [],
    assignees: [],
    milestone: null,
    reviewers: [],
    teamReviewers: [],
    maintainerCanModify: input.maintainerCanModify,
    autoMerge: null,
    requirementsMet: false,
    merged: null,
    updatedAt: now(),
    closedAt: null,
  }
  repository.state.pulls.push(pull)
  return pull
}

function split(text: string, separator: string): [string, string] {
  const position = text.indexOf(separator)
  return [text.slice(0, position), text.slice(position + 1)]
}

function custom(message: string): ApiError {
  return invalid({ resource: 'PullRequest', code: 'custom', message })
}

function badBranch(field: 'head' | 'base'): ApiError {
  const error = { resource: 'PullRequest', field, code: 'invalid' } as const
  const name = field === 'head' ? 'Head' : 'Base'
  return new ApiError(422, 'Validation Failed', {
    errors: [error],
    graphqlMessage: `${name} sha can't be blank, ${name} ref must be a branch`,
  })
}

function stateRefusal(reason: string): ApiError {
  const message = `state cannot be changed. ${reason}`
  return invalid({ resource: 'PullRequest', code: 'custom', field: 'state', message })
}

/** Reopens a pull request. The caller holds the repository's lock. */
export async function reopenPull(repository: FakeRepository, pull: Pull): Promise<void> {
  if (pull.state === 'open') return
  const head = repository.branch(pull.head.ref)
  const base = repository.branch(pull.base.ref)
  if (pull.merged !== null) throw stateRefusal('The pull request cannot be reopened.')
  if (head === undefined) throw stateRefusal(`The ${pull.head.ref} branch has been deleted.`)
  if (base === undefined || (await isAncestor(repository.store, head, base))) {
    throw stateRefusal(`There are no new commits on the ${pull.head.ref} branch.`)
  }
  pull.state = 'open'
  pull.closedAt = null
  pull.head.sha = head
  pull.updatedAt = now()
}

export type MergeState = 'clean' | 'blocked' | 'dirty' | 'draft' | 'unknown'

export async function mergeStateOf(repository: FakeRepository, pull: Pull): Promise<MergeState> {
  const base = repository.branch(pull.base.ref)
  if (pull.state !== 'open' || base === undefined) return 'unknown'
  const descends = await isAncestor(repository.store, base, pull.head.sha)
  const merged = descends || (await mergeTrees(repository.directory, base, pull.head.sha)) !== undefined
  if (!merged) return 'dirty'
  if (pull.draft) return 'draft'
  return !pull.requirementsMet && asksForMore(repository, pull.base.ref) ? 'blocked' : 'clean'
}

/** Merges a pull request and returns the new commit of the base. The caller holds the repository's lock. */
export async function mergePull(
  repository: FakeRepository,
  pull: Pull,
  token: Token,
  method: MergeMethod,
  texts: { title?: string; message?: string } = {},
): Promise<string> {
  const state = await mergeStateOf(repository, pull)
  if (state === 'blocked')
    throw new ApiError(405, 'At least 1 approving review is required by reviewers with write access.')
  if (state !== 'clean') throw new ApiError(405, 'Pull Request is not mergeable')
  const base = repository.branch(pull.base.ref) ?? pull.base.sha
  const commit = await mergeCommits(repository, pull, base, token, method, texts)
  pull.base.sha = base
  pull.merged = { at: now(), by: token.account.login, commit }
  closePull(pull)
  await repository.updateRefs([{ name: `refs/heads/${pull.base.ref}`, to: commit, force: false }])
  if (repository.settings.deleteBranchOnMerge) {
    await repository.updateRefs([{ name: `refs/heads/${pull.head.ref}`, to: undefined, force: true }])
  }
  return commit
}

async function mergeCommits(
  repository: FakeRepository,
  pull: Pull,
  base: string,
  token: Token,
  method: MergeMethod,
  texts: { title?: string; message?: string },
): Promise<string> {
  const { store } = repository
  const author = identityOf(token, now())
  const treeWith = async (ours: string, theirs: string) =>
    (await mergeTrees(repository.directory, ours, theirs)) ?? (await store.commit(theirs)).tree
  if (method === 'rebase') {
    let tip = base
    for (const commit of (await compareCommits(store, base, pull.head.sha)).ahead) {
      const tree = await treeWith(tip, commit.oid)
      tip = await store.writeCommit({ ...commit, tree, parents: [tip], signature: undefined })
    }
    return tip
  }
  const parents = method === 'merge' ? [base, pull.head.sha] : [base]
  const title =
    method === 'merge'
      ? `Merge pull request #${pull.number} from ${repository.owner.login}/${pull.head.ref}`
      : `${pull.title} (#${pull.number})`
  const message = `${texts.title ?? title}\n\n${texts.message ?? pull.title}`
  const tree = await treeWith(base, pull.head.sha)
  // The author of a squash commit is the author of the pull request, regardless of who merges and who writes its
  // message.
  const by = method === 'squash' ? { ...pull.opener, date: author.date } : author
  return store.writeCommit(signedByGithub({ tree, parents, author: by, message }))
}
