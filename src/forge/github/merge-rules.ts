import type { Explained, MergeMethod, MergeRules } from '../merging.ts'
import { answerOrRefusal } from './approvals/facts.ts'
import type { AnswerOrRefusal, GateFacts } from './approvals/facts.ts'
import { pages } from './approvals/pages.ts'

type Rule = NonNullable<Awaited<ReturnType<GateFacts['rules']>>['data']>[number]

/**
 * Reads the requirements of the rulesets, the classic protection and the settings of a repository for merges into a
 * branch.
 */
export async function rulesOfMerge(facts: GateFacts, base: string): Promise<MergeRules> {
  const rules = await facts.rules(base)
  const list = rules.data ?? []
  return {
    queue: list.some(({ type }) => type === 'merge_queue') ? queueOf(facts, base) : undefined,
    upToDate: await upToDateOf(facts, base, rules),
    methods: await methodsOf(facts, list),
    push: await pushOf(facts, base, rules),
  }
}

/**
 * Returns the problem of a merge queue: it merges onto the entries before a request, and no API call can lock those.
 */
function queueOf(facts: GateFacts, base: string): Explained {
  return {
    message: `Changes reach ${base} through a merge queue, which decides what a request is merged onto. The gate cannot lock that.`,
    cure: `Remove merge: true. Make the gate a required check of the queue (on: merge_group), so that it judges each entry; or remove the rule "Require merge queue" from ${base}: ${pages(facts).rules}`,
  }
}

/**
 * Checks whether branches must be up to date. GitHub's merge call does not enforce a rule that the token may bypass.
 */
async function upToDateOf(
  facts: GateFacts,
  base: string,
  rules: AnswerOrRefusal<readonly Rule[]>,
): Promise<MergeRules['upToDate']> {
  const open: Open[] = []
  if (rules.data === undefined) open.push(unread(`the rulesets of ${base}`, rules.needs))
  for (const id of strictRulesets(rules.data ?? [])) {
    const ruleset = await rulesetOf(facts, id)
    if (ruleset.data === undefined) {
      open.push(unread(`the ruleset ${id}`, ruleset.needs))
      continue
    }
    const { name, current_user_can_bypass: bypass } = ruleset.data
    if (bypass === 'never')
      return {
        word: 'yes',
        message: `GitHub merges into ${base} only branches that contain its newest commit: the ruleset ${name} requires that, and this token cannot bypass it.`,
      }
    open.push(
      bypass === undefined
        ? {
            word: 'unread',
            message: `GitHub does not report whether this token may bypass the ruleset ${name}`,
          }
        : {
            word: 'no',
            message: `this token may bypass the ruleset ${name}, which requires up-to-date branches`,
          },
    )
  }
  const classic = await classicOf(facts, base)
  if (classic === true)
    return {
      word: 'yes',
      message: `GitHub merges into ${base} only branches that contain its newest commit: its classic branch protection requires that, including for administrators.`,
    }
  if (classic !== undefined) open.push(classic)
  return open.length === 0
    ? { word: 'no', message: `No rule of ${base} requires branches to be up to date.` }
    : {
        word: open.some(({ word }) => word === 'unread') ? 'unread' : 'no',
        message: `It is not certain that ${base} accepts only up-to-date branches: ${open.map(({ message }) => message).join('; ')}.`,
      }
}

/** A reason why up-to-date branches are not certain to be required; the message is part of a sentence. */
type Open = MergeRules['upToDate'] & { readonly word: 'no' | 'unread' }

function unread(subject: string, needs: string): Open {
  return { word: 'unread', message: notRead(subject, needs) }
}

function notRead(subject: string, needs: string): string {
  return `${subject} could not be read, which requires ${needs}`
}

/**
 * Returns the rulesets that require up-to-date branches. The rule has no effect unless it names a check.
 *
 * Source:
 * https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets#require-status-checks-to-pass-before-merging
 */
function strictRulesets(rules: readonly Rule[]): number[] {
  return rules.flatMap((rule) => {
    if (rule.type !== 'required_status_checks') return []
    const { strict_required_status_checks_policy: isStrict, required_status_checks: checks = [] } =
      rule.parameters ?? {}
    return isStrict === true && checks.length > 0 && rule.ruleset_id !== undefined ? [rule.ruleset_id] : []
  })
}

/** Reads a ruleset with the token that merges, because GitHub reports only to the token itself what it may bypass. */
function rulesetOf({ repository }: GateFacts, id: number) {
  return answerOrRefusal(
    repository,
    { doing: `read the ruleset ${id}`, needs: 'metadata: read' },
    async () => {
      const { data } = await repository.client.rest.repos.getRepoRuleset({ ...repository.at, ruleset_id: id })
      return data
    },
  )
}

/**
 * Reports whether the classic protection requires up-to-date branches of everybody; otherwise returns the reason that
 * it does not or that this is unknown.
 */
async function classicOf(facts: GateFacts, base: string): Promise<true | Open | undefined> {
  const branch = await facts.branch(base)
  if (branch.data?.protected !== true) return undefined
  // The names of the checks are readable without special permissions.
  if ((branch.data.protection.required_status_checks?.contexts ?? []).length === 0) return undefined
  const protection = await facts.protection(base)
  if (protection.data === undefined)
    return unread(`the classic branch protection of ${base}`, protection.needs)
  const { required_status_checks: checks, enforce_admins: admins } = protection.data
  if (checks?.strict !== true || checks.contexts.length + checks.checks.length === 0) return undefined
  return admins?.enabled === true
    ? true
    : {
        word: 'no',
        message: `the classic branch protection of ${base} requires up-to-date branches, but does not apply to administrators`,
      }
}

async function methodsOf(facts: GateFacts, rules: readonly Rule[]): Promise<MergeMethod[]> {
  const { allow_merge_commit, allow_squash_merge, allow_rebase_merge } = await facts.itself()
  // GitHub returns these settings only to tokens with push access; a method with an unknown setting is tried.
  const allowed = { merge: allow_merge_commit, squash: allow_squash_merge, rebase: allow_rebase_merge }
  const isLinear = rules.some(({ type }) => type === 'required_linear_history')
  const lists = rules.flatMap((rule) =>
    rule.type === 'pull_request' ? [rule.parameters?.allowed_merge_methods ?? []] : [],
  )
  return (['merge', 'squash', 'rebase'] as const).filter(
    (method) =>
      allowed[method] !== false &&
      !(isLinear && method === 'merge') &&
      lists.every((list) => list.length === 0 || list.includes(method)),
  )
}

/** The rules that prevent pushes by accounts that cannot bypass them. */
const STOPPING: ReadonlySet<string> = new Set([
  'update',
  'pull_request',
  'required_status_checks',
  'required_deployments',
  'workflows',
  'code_scanning',
])

/** Reports whether this token may push a merge commit, if that can be determined in advance. */
async function pushOf(
  facts: GateFacts,
  base: string,
  rules: AnswerOrRefusal<readonly Rule[]>,
): Promise<MergeRules['push']> {
  const page = pages(facts).rules
  const strict = `Require up-to-date branches for ${base} ("Require branches to be up to date before merging"), so that GitHub merges: ${page}`
  const bypass = `Add the App of this token to the bypass list ("Always allow") of each ruleset that blocks pushes to ${base}. GITHUB_TOKEN cannot be added to it. ${strict}`
  const list = rules.data ?? []
  const types = new Set<string>(list.map(({ type }) => type))
  if (types.has('required_linear_history'))
    return {
      word: 'no',
      message: `${base} requires a linear history, so the gate cannot push a merge commit.`,
      cure: strict,
    }
  if (types.has('required_signatures'))
    return {
      word: 'no',
      message: `${base} accepts only signed commits, and a merge commit that the gate pushes is not signed.`,
      cure: strict,
    }
  const open: string[] = []
  if (rules.data === undefined) open.push(notRead(`the rulesets of ${base}`, rules.needs))
  const stopping = list.filter(({ type }) => STOPPING.has(type)).flatMap(({ ruleset_id: id }) => id ?? [])
  for (const id of new Set(stopping)) {
    const ruleset = await rulesetOf(facts, id)
    if (ruleset.data === undefined) {
      open.push(notRead(`the ruleset ${id}`, ruleset.needs))
      continue
    }
    const { name, current_user_can_bypass: can } = ruleset.data
    if (can === 'never' || can === 'pull_requests_only') {
      const message = `The ruleset ${name} blocks pushes of this token to ${base}.`
      return { word: 'no', message, cure: bypass }
    }
    if (can === undefined) open.push(`GitHub does not report whether this token may bypass ${name}`)
  }
  const branch = await facts.branch(base)
  if (branch.data?.protected !== false)
    open.push(`${base} may have a classic branch protection that blocks pushes`)
  const { permissions } = await facts.itself()
  if (permissions?.push === false)
    return {
      word: 'no',
      message: `This token has no permission to write to ${facts.repository.name}.`,
      cure: 'Give it the permission contents: write.',
    }
  return open.length === 0
    ? { word: 'yes', message: `This token can push to ${base}.`, cure: '' }
    : {
        word: 'unread',
        message: `It is not certain that this token can push: ${open.join('; ')}.`,
        cure: bypass,
      }
}
