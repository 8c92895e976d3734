import { inputError } from '../../../errors.ts'
import type { ChangeCommit, Push } from '../../../git/pushed.ts'
import { pushersOf } from '../../../git/pushed.ts'
import type { Account, AskedPeople, People, Team } from '../../approvals.ts'
import type { PushEvent } from '../api.ts'
import { accountIn } from './accounts.ts'
import type { Asked, GateFacts } from './facts.ts'

/** Whose change it is, and how its commits stand to each other. */
export interface PeoplePlace {
  readonly facts: GateFacts
  /** The number of the merge request in its project. */
  readonly request: string
  /** Accounts that the policy of the base lists as programs. */
  readonly bots: readonly string[]
  /** The commits of the request that its base has not. */
  commits(): Promise<readonly ChangeCommit[]>
}

/**
 * Who has to do with a merge request.
 *
 * @throws FairleadError (input) where the policy names somebody whom GitLab does not know
 */
export async function peopleOf(place: PeoplePlace, { users, owners, teams }: AskedPeople): Promise<People> {
  const { facts, request: iid, commits } = place
  const request = await facts.request(iid)
  return {
    author: request.author ? await facts.account(request.author) : undefined,
    starter: (await starterOf(place)).data,
    pushers: await pushers(facts, iid, await commits()),
    teams: [
      ...(await Promise.all(teams.map(async (name) => ({ name, members: await membersOf(facts, name) })))),
      ...(await groupsAmong(facts, owners)),
    ],
    users: await usersOf(facts, users, owners),
  }
}

async function membersOf(facts: GateFacts, group: string): Promise<Account[] | undefined> {
  return (await facts.members(group)).data?.map(accountIn)
}

/** The names of CODEOWNERS that are no person's: a group that has none above it is written as people are. */
async function groupsAmong(facts: GateFacts, owners: readonly string[]): Promise<Team[]> {
  const found: Team[] = []
  for (const name of owners) {
    const { data = [] } = await facts.users(name)
    const members = data.length > 0 ? undefined : await membersOf(facts, name)
    if (members !== undefined) found.push({ name, members })
  }
  return found
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
        `the policy names ${JSON.stringify(name)}, but ${fault === undefined ? 'GitLab has no such account' : `their account cannot be read: ${fault.message}`}`,
        {
          hint: 'Fix the name in fairlead.yaml of the base branch: after an account is renamed, anyone can take its old name.',
        },
      )
  }
  return known
}

/** Whether a program opened the request: one that GitLab knows as such, or that the policy lists. */
export async function isByProgram({ facts, request: iid, bots }: Starting): Promise<boolean> {
  const { author } = await facts.request(iid)
  return !!author && ((await facts.account(author)).isBot || isListed(author.username, bots))
}

/** Whether the policy lists an account as a program. */
export function isListed(name: string, bots: readonly string[]): boolean {
  return bots.some((bot) => bot.toLowerCase() === name.toLowerCase())
}

type Starting = Pick<PeoplePlace, 'facts' | 'request' | 'bots'>

/**
 * Who started the pipeline that made the request, where a program opened it: the text that Fairlead writes leads to the
 * pipeline, and GitLab tells who started that.
 */
export async function starterOf(place: Starting): Promise<Asked<Account | undefined>> {
  const { facts, request: iid } = place
  if (!(await isByProgram(place))) return { data: undefined }
  const { description } = await facts.request(iid)
  const made = pipelineIn(description ?? '', facts.project.serverUrl)
  if (made === undefined) return { data: undefined }
  const { data, ...refused } = await facts.pipelineOf(made.path, made.id)
  if (data === undefined) return refused as Asked<undefined>
  return { data: data.user ? accountIn(data.user) : undefined }
}

/** The last one that the text leads to: a text of the user's own stands before what Fairlead writes. */
function pipelineIn(description: string, serverUrl: string) {
  const head = `[this run](${serverUrl}/`
  const at = description.lastIndexOf(head)
  const rest = at < 0 ? '' : description.slice(at + head.length)
  const [, path, id] = /^([\w./-]{1,500}?)\/-\/pipelines\/(\d{1,15})\)/.exec(rest) ?? []
  return path === undefined ? undefined : { path, id: Number(id) }
}

/**
 * Everybody who pushed a commit of a request, by the push events of the project that its branch is in: to that branch, or
 * to another one before somebody else brought it there. Of a push of more
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

/** @param events the newest first */
function movesOf(events: readonly PushEvent[], branch: string): Push<Account>[] {
  const accounts = new Map<number, Account>()
  return events.toReversed().flatMap(({ author, push_data: push }) => {
    if (!push || push.ref_type !== 'branch' || !push.ref) return []
    const by = accounts.get(author.id) ?? accountIn(author)
    accounts.set(author.id, by)
    const isElsewhere = push.ref !== branch
    return [{ by, before: push.commit_from ?? '', after: push.commit_to ?? '', isElsewhere }]
  })
}
