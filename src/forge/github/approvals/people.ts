import { inputError } from '../../../errors.ts'
import type { ChangeCommit, Push } from '../../../git/pushed.ts'
import { pushersOf } from '../../../git/pushed.ts'
import type { Account, AskedPeople, People } from '../../approvals.ts'
import { explained } from '../repository.ts'
import { allPages, answerOrRefusal, PER_PAGE } from './facts.ts'
import type { AnswerOrRefusal, GateFacts, Request } from './facts.ts'

interface User {
  readonly id: number
  readonly login: string
  readonly type: string
}

/** Converts an account of a GitHub response. */
export function accountIn({ id, login, type }: User): Account {
  return { id: String(id), name: login, isBot: type !== 'User' }
}

/** A pull request, with the data to find its people. */
export interface PeoplePlace {
  readonly facts: GateFacts
  /** The number of the pull request. */
  readonly request: string
  /** Returns the commits of the request that its base does not have. */
  commits(): Promise<readonly ChangeCommit[]>
}

/**
 * Returns the people of a pull request.
 *
 * @throws FairleadError (input) if the policy names an account that GitHub does not have
 */
export async function peopleOf(
  { facts, request: number, commits }: PeoplePlace,
  people: AskedPeople,
): Promise<People> {
  const request = await facts.request(number)
  return {
    author: accountIn(request.user),
    starter: (await starterOf(facts, request)).data,
    pushers: await pushers(facts, request, await commits()),
    teams: await Promise.all(
      people.teams.map(async (name) => ({ name, members: (await facts.members(name)).data?.map(accountIn) })),
    ),
    users: await usersOf(facts, people),
  }
}

async function usersOf(facts: GateFacts, { users, owners }: AskedPeople): Promise<Account[]> {
  const known: Account[] = []
  for (const name of new Set([...users, ...owners])) {
    const answer = await facts.user(name)
    if (answer.data !== undefined) known.push(accountIn(answer.data))
    else if (users.includes(name))
      throw inputError(
        `the policy names ${JSON.stringify(name)}, but ${answer.status === 404 ? 'GitHub has no such account' : `their account cannot be read: ${answer.fault.message}`}`,
        {
          hint: 'Fix the name in fairlead.yaml of the base branch: after an account is renamed, anyone can take its old name.',
        },
      )
  }
  return known
}

/**
 * Returns who started the run that created the request, if a bot opened it: the text that Fairlead writes links to
 * the run, and GitHub reports who started it.
 */
export async function starterOf(
  facts: GateFacts,
  { user, body }: Request,
): Promise<AnswerOrRefusal<Account | undefined>> {
  if (user.type === 'User') return { data: undefined }
  const { repository } = facts
  const run = runIn(body ?? '', repository.serverUrl)
  if (run === undefined) return { data: undefined }
  const { owner, repo, id } = run
  const attempt = {
    doing: `read the run ${id} of ${owner}/${repo}`,
    needs: `actions: read in ${owner}/${repo}`,
  }
  return answerOrRefusal(repository, attempt, async () => {
    const { data } = await repository.client.rest.actions.getWorkflowRun({ owner, repo, run_id: id })
    const actor = data.triggering_actor ?? data.actor
    return actor && accountIn(actor)
  })
}

/**
 * Returns the last run that the text links to, because the user's own text comes before the text that Fairlead
 * writes.
 */
function runIn(body: string, serverUrl: string) {
  const at = body.lastIndexOf(`[this run](${serverUrl}/`)
  const rest = at < 0 ? '' : body.slice(at + `[this run](${serverUrl}/`.length)
  const [, owner, repo, id] = /^([\w.-]+)\/([\w.-]+)\/actions\/runs\/(\d{1,15})\)/.exec(rest) ?? []
  return owner === undefined || repo === undefined ? undefined : { owner, repo, id: Number(id) }
}

/**
 * Returns everybody who pushed a commit of a request, by the activity of its branch. Authors and committers of
 * commits are only added to these, since anybody can set them. GitHub does not document how long it stores activity:
 * if the push of a commit is missing, the account that pushed it is unknown.
 *
 * Source: https://docs.github.com/en/rest/repos/repos#list-repository-activities
 *
 * @returns undefined if it is unknown who pushed a commit
 */
async function pushers(
  facts: GateFacts,
  request: Request,
  commits: readonly ChangeCommit[],
): Promise<Account[] | undefined> {
  const moves = await activityOf(facts, request)
  const known = moves && pushersOf(commits, moves)
  if (known === undefined || known.includes(undefined)) return undefined
  const plain = new Set(commits.filter(({ isPlainMerge }) => isPlainMerge).map(({ commit }) => commit))
  const written = await authorsOf(facts, request.number, plain)
  return [...new Map([...known, ...written].flatMap((one) => (one ? [[one.id, one]] : []))).values()]
}

/** Returns the pushes to the request's branch; undefined if they cannot be read. */
async function activityOf(
  facts: GateFacts,
  { head }: Request,
): Promise<Push<Account | undefined>[] | undefined> {
  const { repository } = facts
  const at = head.repo && { owner: head.repo.owner.login, repo: head.repo.name }
  // A deleted fork has no activity.
  if (!at) return undefined
  const attempt = {
    doing: 'read the activity of the branch',
    needs: `contents: read in ${head.repo?.full_name}`,
  }
  const accounts = new Map<number, Account>()
  const { data } = await answerOrRefusal(repository, attempt, async () => {
    const all: Push<Account | undefined>[] = []
    for (let after: string | undefined; ;) {
      const { data: items, headers } = await repository.client.rest.repos.listActivities({
        ...at,
        ref: `refs/heads/${head.ref}`,
        per_page: PER_PAGE,
        ...(after !== undefined && { after }),
      })
      for (const { actor, before, after: to } of items) {
        const by = actor === null ? undefined : (accounts.get(actor.id) ?? accountIn(actor))
        if (by !== undefined && actor !== null) accounts.set(actor.id, by)
        all.push({ by, before, after: to })
      }
      after = nextIn(headers.link)
      if (after === undefined) return all
    }
  })
  return data
}

/** Returns the cursor of the next page. */
function nextIn(link = ''): string | undefined {
  const [, address = ''] = /<([^<>]*)>; {0,4}rel="next"/.exec(link) ?? []
  return URL.canParse(address) ? (new URL(address).searchParams.get('after') ?? undefined) : undefined
}

/**
 * Returns the GitHub accounts of the authors and committers of a request's commits, without GitHub's own committer,
 * `web-flow`.
 */
async function authorsOf(
  { repository }: GateFacts,
  number: number,
  without: ReadonlySet<string>,
): Promise<Account[]> {
  const { client, at } = repository
  const attempt = { doing: `read the commits of the pull request #${number}`, needs: 'pull requests: read' }
  const commits = await explained(
    repository,
    attempt,
    () =>
      allPages(
        async (page) =>
          (await client.rest.pulls.listCommits({ ...at, pull_number: number, per_page: PER_PAGE, page }))
            .data,
      ),
    true,
  )
  return commits
    .filter(({ sha }) => !without.has(sha))
    .flatMap(({ author, committer }) => [author, committer])
    .flatMap((user) => (isUser(user) && user.login !== 'web-flow' ? [accountIn(user)] : []))
}

function isUser(user: object | null | undefined): user is User {
  return user !== null && user !== undefined && 'id' in user && 'login' in user && 'type' in user
}
