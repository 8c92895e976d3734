import { inputError } from '../../../errors.ts'
import type { ChangeCommit, Push } from '../../../git/pushed.ts'
import { pushersOf } from '../../../git/pushed.ts'
import type { Account, AskedPeople, People } from '../../approvals.ts'
import type { PushEvent } from '../api.ts'
import type { Asked, GateFacts } from './facts.ts'

interface Someone {
  readonly id: number
  readonly username: string
}

/**
 * Somebody as GitLab answers them. It tells programs by their names alone to those who do not administer it.
 *
 * Source: https://docs.gitlab.com/user/project/settings/project_access_tokens/#bot-users-for-projects and
 * https://docs.gitlab.com/user/profile/service_accounts/
 */
export function accountIn({ id, username }: Someone): Account {
  const isBot = /^((project|group)_\d+_bot(_|\d|$)|service_account_|(ghost|support-bot|alert-bot)\d*$)/i.test(
    username,
  )
  return { id: String(id), name: username, isBot }
}

/** Whose change it is, and how its commits stand to each other. */
export interface PeoplePlace {
  readonly facts: GateFacts
  /** The number of the merge request in its project. */
  readonly request: string
  /** The commits of the request that its base has not. */
  commits(): Promise<readonly ChangeCommit[]>
}

/**
 * Who has to do with a merge request.
 *
 * @throws FairleadError (input) where the policy names somebody whom GitLab does not know
 */
export async function peopleOf(
  { facts, request: iid, commits }: PeoplePlace,
  { users, owners, teams }: AskedPeople,
): Promise<People> {
  const request = await facts.request(iid)
  return {
    author: request.author ? accountIn(request.author) : undefined,
    starter: (await starterOf(facts, iid)).data,
    pushers: await pushers(facts, iid, await commits()),
    teams: await Promise.all(
      teams.map(async (name) => ({ name, members: (await facts.members(name)).data?.map(accountIn) })),
    ),
    users: await usersOf(facts, users, owners),
  }
}

async function usersOf(
  facts: GateFacts,
  users: readonly string[],
  owners: readonly string[],
): Promise<Account[]> {
  const known: Account[] = []
  for (const name of new Set([...users, ...owners])) {
    const { data = [], fault } = await facts.users(name)
    const [user] = data
    if (user !== undefined) known.push(accountIn(user))
    else if (users.includes(name))
      throw inputError(
        `the policy names ${JSON.stringify(name)}, and ${fault === undefined ? 'GitLab has no such account' : `their account cannot be read: ${fault.message}`}`,
        {
          hint: 'Fix the name in fairlead.yaml of the base branch: after an account is renamed, anyone can take its old name.',
        },
      )
  }
  return known
}

/**
 * Who started the pipeline that made the request, where a program opened it: the text that Fairlead writes leads to the
 * pipeline, and GitLab tells who started that.
 */
export async function starterOf(facts: GateFacts, iid: string): Promise<Asked<Account | undefined>> {
  const { author, description } = await facts.request(iid)
  if (!author || !accountIn(author).isBot) return { data: undefined }
  const made = pipelineIn(description ?? '', facts.project.serverUrl)
  if (made === undefined) return { data: undefined }
  const { data, ...refused } = await facts.pipelineOf(made.path, made.id)
  if (data === undefined) return refused as Asked<undefined>
  return { data: data.user ? accountIn(data.user) : undefined }
}

function pipelineIn(description: string, serverUrl: string) {
  const head = `[this run](${serverUrl}/`
  const at = description.indexOf(head)
  const rest = at < 0 ? '' : description.slice(at + head.length)
  const [, path, id] = /^([\w./-]{1,500}?)\/-\/pipelines\/(\d{1,15})\)/.exec(rest) ?? []
  return path === undefined ? undefined : { path, id: Number(id) }
}

/**
 * Everybody who pushed a commit of a request, by the push events of the project that its branch is in. Of a push of more
 * than a few branches at once GitLab tells no branch: a commit that came by one came by nobody who is known.
 *
 * Source: https://docs.gitlab.com/api/events/#list-all-visible-events-for-a-project
 *
 * @returns undefined where it cannot be told
 */
async function pushers(
  facts: GateFacts,
  iid: string,
  commits: readonly ChangeCommit[],
): Promise<Account[] | undefined> {
  const { source_project_id: project, source_branch: branch } = await facts.request(iid)
  // A fork that is gone has no events any more.
  if (!project) return undefined
  const { data } = await facts.pushes(project)
  const known = data && pushersOf(commits, movesOf(data, branch))
  if (known === undefined) return undefined
  return [...new Map(known.map((one) => [one.id, one])).values()]
}

function movesOf(events: readonly PushEvent[], branch: string): Push<Account>[] {
  const accounts = new Map<number, Account>()
  return events.flatMap(({ author, push_data: push }) => {
    if (!push || push.ref_type !== 'branch' || push.ref !== branch) return []
    const by = accounts.get(author.id) ?? accountIn(author)
    accounts.set(author.id, by)
    return [{ by, before: push.commit_from ?? '', after: push.commit_to ?? '' }]
  })
}
