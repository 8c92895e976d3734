import type { Account } from '../../approvals.ts'
import { reviewersOf } from './environment.ts'
import type { GateFacts } from './facts.ts'
import { accountIn } from './people.ts'
import { no, teamsRead, unread, yes } from '../../gate-checks.ts'
import { pages } from './pages.ts'
import type { Finding, GateCheck } from '../../gate-checks.ts'

/** The setup of a gate, independent of a change. */
export interface SetupPlace {
  readonly facts: GateFacts
  /** The target branch of changes. */
  readonly base: string
  /** The environments whose reviewers approve, as the workflow writes them. */
  readonly environments: readonly string[]
  /** The people that the policy of the base names, and the number of approvals that it requires. */
  readonly policy: {
    readonly approvals: number
    readonly users: readonly string[]
    readonly teams: readonly string[]
  }
  /** True if the gate merges itself; then one App may need to bypass the rules to push. */
  readonly merges?: boolean
}

type Ruleset = NonNullable<Awaited<ReturnType<GateFacts['rulesets']>>['data']>[number]

const baseIsProtected: GateCheck<SetupPlace> = {
  id: 'base',
  description:
    'Changes reach the base branch only through pull requests: anyone who can push to it bypasses every gate.',
  async inspect({ facts, base }) {
    const rules = await facts.rules(base)
    if (rules.data?.some(({ type }) => type === 'pull_request' || type === 'merge_queue') === true)
      return [yes(`Changes reach ${base} only through pull requests.`)]
    const branch = await facts.branch(base)
    if (branch.data === undefined) return [unread(`whether ${base} is protected`, branch)]
    const classic = branch.data.protected ? await facts.protection(base) : undefined
    if (classic?.data?.required_pull_request_reviews !== undefined)
      return [yes(`Changes reach ${base} only through pull requests.`)]
    if (classic?.data === undefined && classic !== undefined)
      return [unread(`whether the classic branch protection of ${base} requires pull requests`, classic)]
    if (rules.data === undefined) return [unread(`which rules apply to ${base}`, rules)]
    return [
      no(
        `Anyone with write access can push to ${base} and bypass the gate.`,
        `Create a ruleset for ${base} with "Require a pull request before merging": ${pages(facts).rules}/new?target=branch. Private repositories need GitHub Pro, Team or Enterprise for rulesets.`,
      ),
    ]
  },
}

const rulesetsAreActive: GateCheck<SetupPlace> = {
  id: 'evaluate',
  description: 'No branch ruleset is in "Evaluate" mode: such a ruleset looks active but blocks nothing.',
  async inspect({ facts }) {
    const rulesets = await facts.rulesets()
    if (rulesets.data === undefined) return [unread('which rulesets there are', rulesets)]
    const found = rulesets.data.filter(
      ({ target, enforcement }) => (target ?? 'branch') === 'branch' && enforcement === 'evaluate',
    )
    if (found.length === 0) return [yes('No branch ruleset is in "Evaluate" mode.')]
    return found.map(({ id, name }) =>
      no(
        `The ruleset ${name} is in "Evaluate" mode: it blocks nothing.`,
        `Set it to "Active": ${rulesetPage(facts, id)}`,
      ),
    )
  },
}

const nobodyBypasses: GateCheck<SetupPlace> = {
  id: 'bypass',
  description:
    'Nobody can bypass the rules of the base branch; with merge: true one App can, the one that merges. GitHub shows this only to those who can change the rules, so with another token it is unread.',
  async inspect({ facts, base, merges = false }) {
    const rules = await facts.rules(base)
    if (rules.data === undefined) return [unread(`which rules apply to ${base}`, rules)]
    const ids = new Set(rules.data.flatMap(({ ruleset_id: id }) => id ?? []))
    const rulesets = ids.size === 0 ? undefined : await facts.rulesets()
    if (rulesets !== undefined && rulesets.data === undefined)
      return [unread('who can bypass the rulesets', rulesets)]
    const holding = rulesets?.data?.filter(({ id }) => ids.has(id)) ?? []
    // The list may not contain a ruleset of the organization.
    const lost = ids.size > holding.length ? [lostRulesets(ids.size - holding.length)] : []
    return [
      ...holding.map((ruleset) => bypassOf(facts, ruleset, merges)),
      ...lost,
      ...(await classicBypass(facts, base)),
    ]
  },
}

function bypassOf(facts: GateFacts, { id, name, bypass_actors: actors }: Ruleset, merges: boolean): Finding {
  const needs = 'administration: write, in settings-token'
  if (actors === undefined)
    return unread(`who can bypass the ruleset ${name}`, {
      needs,
      fault: { message: 'GitHub shows it only to those who can change the ruleset' },
    })
  if (actors.length === 0) return yes(`Nobody can bypass the ruleset ${name}.`)
  const [only, ...others] = actors
  if (merges && only?.actor_type === 'Integration' && others.length === 0)
    return yes(
      `Only the App ${only.actor_id ?? ''} can bypass the ruleset ${name}: it must be the one that merges.`,
    )
  const named = actors.map(
    ({ actor_type: type, actor_id: actor, bypass_mode: mode }) =>
      `${type}${actor ? ` ${actor}` : ''} (${mode ?? 'always'})`,
  )
  return no(
    `The ruleset ${name} can be bypassed by ${named.join(', ')}.`,
    `Remove them from its bypass list: ${rulesetPage(facts, id)}`,
  )
}

const lostRulesets = (count: number) =>
  unread(`who can bypass ${count} more of the rulesets that apply`, {
    needs: 'organization administration: read, in settings-token',
    fault: { message: 'they are of the organization' },
  })

async function classicBypass(facts: GateFacts, base: string): Promise<Finding[]> {
  const branch = await facts.branch(base)
  // If only rulesets apply, there is no classic protection: the response is 404.
  if (branch.data?.protected !== true) return []
  const classic = await facts.protection(base)
  if (classic.data === undefined)
    return classic.status === 404 && /not protected/i.test(classic.fault.message)
      ? []
      : [unread(`whether administrators can bypass the classic branch protection of ${base}`, classic)]
  const page = pages(facts).branches
  const bypass = classic.data.required_pull_request_reviews?.bypass_pull_request_allowances
  const people = [...(bypass?.users ?? []), ...(bypass?.teams ?? []), ...(bypass?.apps ?? [])]
  return [
    classic.data.enforce_admins?.enabled === true
      ? yes(`The classic branch protection of ${base} applies to administrators.`)
      : no(
          `The classic branch protection of ${base} does not apply to administrators.`,
          `Select "Do not allow bypassing the above settings": ${page}`,
        ),
    ...(people.length === 0
      ? []
      : [
          no(
            `The classic branch protection of ${base} lets ${people.length === 1 ? '1 account' : `${people.length} accounts`} bypass pull requests.`,
            `Remove them from its list: ${page}`,
          ),
        ]),
  ]
}

const teamsAreRead: GateCheck<SetupPlace> = {
  id: 'teams',
  description: 'The members of the teams that the policy names can be read.',
  inspect: ({ facts, policy }) =>
    teamsRead(
      policy.teams,
      'team',
      (team) => facts.members(team),
      (team) => teamPage(facts, team),
    ),
}

const canBeSatisfied: GateCheck<SetupPlace> = {
  id: 'satisfiable',
  description:
    'Enough people of the policy are reviewers of the environments: otherwise nobody could satisfy it. An environment requires only one reviewer, so each approval needs its own environment.',
  async inspect({ facts, environments, policy }) {
    const page = pages(facts).environments
    if (environments.length < policy.approvals)
      return [
        no(
          `The policy requires ${policy.approvals} approvals, but the run waits for ${environments.length}: an environment requires only one reviewer.`,
          `Name ${policy.approvals} environments in protected-environment, each in its own job: ${page}`,
        ),
      ]
    const named = await namedBy(facts, policy)
    const found: Finding[] = []
    for (const name of environments) {
      const { data } = await facts.environment(name)
      if (data === undefined) continue
      const { people, unreadTeams } = await reviewersIn(facts, data)
      const both = people.filter((id) => named.ids.has(id))
      const isOpen = unreadTeams.length > 0 || named.isOpen
      if (both.length > 0)
        found.push(
          yes(
            `The policy names ${both.length === 1 ? '1 reviewer' : `${both.length} reviewers`} of ${name}.`,
          ),
        )
      else if (isOpen)
        found.push(
          unread(`whether a reviewer of ${name} is named by the policy`, {
            needs: 'members: read (of the organization), in settings-token',
            fault: { message: `of ${[...unreadTeams, ...policy.teams].join(', ')}` },
          }),
        )
      else
        found.push(
          no(
            `No reviewer of ${name} is named by the policy, so nobody can satisfy it.`,
            `Use the same people in both: ${page}`,
          ),
        )
    }
    return found
  },
}

async function namedBy(facts: GateFacts, { users, teams }: SetupPlace['policy']) {
  const ids = new Set<string>()
  let isOpen = false
  const add = (accounts: readonly Account[]) =>
    accounts.forEach(({ id, isBot }) => (isBot ? undefined : ids.add(id)))
  for (const name of users) {
    const user = await facts.user(name)
    if (user.data !== undefined) add([accountIn(user.data)])
  }
  for (const team of teams) {
    const members = await facts.members(team)
    if (members.data === undefined) isOpen = true
    else add(members.data.map(accountIn))
  }
  return { ids, isOpen }
}

async function reviewersIn(facts: GateFacts, environment: Parameters<typeof reviewersOf>[0]) {
  const people: string[] = []
  const unreadTeams: string[] = []
  for (const { type, reviewer } of reviewersOf(environment).reviewers) {
    if (reviewer === undefined) continue
    if (type !== 'Team') people.push(String(reviewer.id))
    else if ('slug' in reviewer) {
      const team = `${facts.repository.at.owner}/${reviewer.slug}`
      const members = await facts.members(team)
      if (members.data === undefined) unreadTeams.push(team)
      else people.push(...members.data.map(({ id }) => String(id)))
    }
  }
  return { people, unreadTeams }
}

const tokenIsSmall: GateCheck<SetupPlace> = {
  id: 'token',
  description:
    'The token has no more permissions than the gate needs: it reads, and writes only if it merges.',
  async inspect({ facts, merges = false }) {
    const { permissions } = await facts.itself()
    if (permissions === undefined)
      return [
        unread('the write permissions of the token', {
          needs: 'a token of an App or a user',
          fault: { message: 'GitHub does not return its permissions' },
        }),
      ]
    const { push, maintain, admin } = permissions
    if (merges && push && !admin) return [yes('The token can write, as merge: true requires.')]
    if (merges && !admin)
      return [
        no(
          `The token cannot write to ${facts.repository.name}, which merge: true requires.`,
          'Use the token of a GitHub App with contents: write and pull-requests: write.',
        ),
      ]
    return [
      push || maintain === true || admin
        ? no(
            `The token can ${admin ? 'administer' : 'write to'} ${facts.repository.name}, but the gate only reads.`,
            "Use the job's own token with permissions: {contents: read, actions: read, deployments: read, pull-requests: read}.",
          )
        : yes('The token cannot write contents.'),
    ]
  },
}

const rulesetPage = (facts: GateFacts, id: number) => `${pages(facts).rules}/${id}`
const teamPage = ({ repository: { serverUrl } }: GateFacts, team: string) => {
  const [org = '', slug = ''] = team.split('/')
  return `${serverUrl}/orgs/${org}/teams/${slug}`
}

/** The checks of the rest of the setup, so that nothing bypasses the gate. */
export const setupChecks: readonly GateCheck<SetupPlace>[] = [
  baseIsProtected,
  rulesetsAreActive,
  nobodyBypasses,
  teamsAreRead,
  canBeSatisfied,
  tokenIsSmall,
]
