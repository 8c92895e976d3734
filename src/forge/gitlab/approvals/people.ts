import { inputError } from '../../../errors.ts'
import type { ChangeCommit, Push } from '../../../git/pushed.ts'
import { pushersOf } from '../../../git/pushed.ts'
import type { Account, AskedPeople, People, Team } from '../../approvals.ts'
import type { PushEvent } from '../api.ts'
import { accountIn } from './accounts.ts'
import type { Asked, GateFacts } from './facts.ts'
import { isAmong } from '../../approvals.ts'

/** A merge request, with the data to find its people. */
export interface PeoplePlace {
  readonly facts: GateFacts
  /** The number of the merge request. */
  readonly request: string
  /** The accounts that the policy of the base lists as bots. */
  readonly bots: readonly string[]
  /** Returns the commits of the request that its base does not have. */
  commits(): Promise<readonly ChangeCommit[]>
}

/**
 * Returns the people of a merge request.
 *
 * @throws FairleadError (input) if the policy names an account that GitLab does not have
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

/** Finds the groups among the owners of CODEOWNERS: a top-level group is written like a user. */
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

/** Reports whether a bot opened the request: an account that GitLab reports as a bot, or that the policy lists. */
export async function isByProgram({ facts, request: iid, bots }: Starting): Promise<boolean> {
  const { author } = await facts.request(iid)
  return !!author && ((await facts.account(author)).isBot || isAmong(author.username, bots))
}

type Starting = Pick<PeoplePlace, 'facts' | 'request' | 'bots'>

/**
 * Returns who started the pipeline that created the request, if a bot opened it: the description that Fairlead writes
 * links to the pipeline, and GitLab reports who started it.
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

/**
 * Returns the last pipeline that the description links to, because the user's own text comes before the text that
 * Fairlead writes.
 */
function pipelineIn(description: string, serverUrl: string) {
  const head = `[this run](${serverUrl}/`
  const at = description.lastIndexOf(head)
  const rest = at < 0 ? '' : description.slice(at + head.length)
  const [, path, id] = /^([\w./-]{1,500}?)\/-\/pipelines\/(\d{1,15})\)/.exec(rest) ?? []
  return path === undefined ? undefined : { path, id: Number(id) }
}

/**
 * Returns everybody who pushed a commit of a request, by the push events of the project of its branch: to that
 * branch, or to another branch before somebody else pushed the commit to this one. For a push of more than a few
 * branches at once, GitLab reports no branch, so the account that pushed its commits is unknown.
 *
 * Source: https://docs.gitlab.com/api/events/#list-all-visible-events-for-a-project
 *
 * @returns undefined if it is unknown who pushed a commit
 */
async function pushers(
  facts: GateFacts,
  iid: string,
  commits: readonly ChangeCommit[],
): Promise<Account[] | undefined> {
  const { source_project_id: project, source_branch: branch } = await facts.request(iid)
  // A deleted fork has no events.
  if (!project) return undefined
  const { data } = await facts.pushes(project)
  const known = data && pushersOf(commits, movesOf(data, branch))
  if (known === undefined) return undefined
  return [...new Map(known.map((one) => [one.id, one])).values()]
}

/**
 * Converts push events to pushes, the oldest first.
 *
 * @param events the newest first
 */
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
