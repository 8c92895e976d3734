/** Rulesets and classic branch protection, limited to what affects a ref update. */
import type { Account } from './accounts.ts'
import { compareCommits, isAncestor } from '../git/history.ts'
import { RefRefused, type RefUpdate } from './ref-update.ts'
import type { FakeRepository } from './repository.ts'
import { isVerified } from './signing.ts'
import type { Protection, Rule } from './state.ts'

export function rulesFor(repository: FakeRepository, branch: string): Rule[] {
  return repository.settings.rules.filter(
    (rule) => rule.enforcement !== 'evaluate' && rule.branches.some((pattern) => matches(pattern, branch)),
  )
}

export function protectionFor(repository: FakeRepository, branch: string): Protection | undefined {
  const found = Object.entries(repository.settings.protection).find(([pattern]) => matches(pattern, branch))
  return found?.[1]
}

/**
 * Returns how many required checks a merge lacks because its head is behind the base, by the rules that apply to an
 * actor.
 */
export async function staleChecks(
  repository: FakeRepository,
  branch: string,
  head: string,
  actor: Account,
): Promise<number> {
  const base = repository.branch(branch)
  if (base === undefined || (await isAncestor(repository.store, base, head))) return 0
  const strict = rulesFor(repository, branch).filter(
    ({ type, parameters, bypass }) =>
      type === 'required_status_checks' &&
      parameters?.['strict_required_status_checks_policy'] === true &&
      bypass?.includes(actor.login) !== true,
  )
  const checks = strict.map(({ parameters }) => parameters?.['required_status_checks'])
  const protection = protectionFor(repository, branch)
  const classic = protection?.strict === true ? (protection.requiredChecks ?? []) : []
  return checks.flat().filter(Boolean).length + classic.length
}

/** Reports whether an actor has to merge through a merge queue. */
export function isQueued(repository: FakeRepository, branch: string, actor: Account): boolean {
  return rulesFor(repository, branch).some(
    ({ type, bypass }) => type === 'merge_queue' && bypass?.includes(actor.login) !== true,
  )
}

/** Reports whether a pull request has to wait for something before it can be merged into the branch. */
export function asksForMore(repository: FakeRepository, branch: string): boolean {
  const protection = protectionFor(repository, branch)
  const waits = ['pull_request', 'required_status_checks', 'merge_queue']
  return (
    (protection?.requiredApprovals ?? 0) > 0 ||
    (protection?.requiredChecks ?? []).length > 0 ||
    rulesFor(repository, branch).some((rule) => waits.includes(rule.type) && !isFreeOfReviews(rule))
  )
}

function isFreeOfReviews(rule: Rule): boolean {
  return rule.type === 'pull_request' && rule.parameters?.required_approving_review_count === 0
}

function matches(pattern: string, branch: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(branch)
}

interface Push {
  readonly repository: FakeRepository
  readonly update: RefUpdate
  readonly current: string | undefined
  readonly forward: boolean
}

type Complaint = (push: Push, rule: Rule) => Promise<string | undefined> | string | undefined

const complaints: Record<Rule['type'], Complaint> = {
  creation: ({ current }) =>
    current === undefined ? 'Cannot create ref due to creations being restricted.' : undefined,
  update: ({ current, update }) =>
    current !== undefined && update.to !== undefined ? 'Cannot update this protected ref.' : undefined,
  deletion: ({ update }) => (update.to === undefined ? 'Cannot delete this protected ref' : undefined),
  non_fast_forward: ({ forward }) => (forward ? undefined : 'Cannot force-push to this branch'),
  pull_request: ({ current, update }) =>
    current !== undefined && update.to !== undefined
      ? 'Changes must be made through a pull request.'
      : undefined,
  required_status_checks: ({ current, update }, rule) => {
    const checks = rule.parameters?.required_status_checks
    if (current === undefined || update.to === undefined || !Array.isArray(checks)) return undefined
    if (checks.length > 1) return `${checks.length} of ${checks.length} required status checks are expected.`
    const [only] = checks as { context?: string }[]
    return `Required status check "${only?.context ?? ''}" is expected.`
  },
  required_signatures: (push) => unsignedComplaint(push),
  merge_queue: ({ current, update }) =>
    current !== undefined && update.to !== undefined
      ? 'Changes must be made through the merge queue'
      : undefined,
  // Whether a push contains a merge commit is not checked: tests push nothing else with this rule.
  required_linear_history: ({ current, update }) =>
    current !== undefined && update.to !== undefined
      ? 'This branch must not contain merge commits.'
      : undefined,
}

async function unsignedComplaint({ repository, update, current }: Push): Promise<string | undefined> {
  if (update.to === undefined) return undefined
  const base = current ?? repository.branch(repository.settings.defaultBranch)
  if (base === undefined) return undefined
  // The commits of a push are not in the repository yet, and GitHub has not signed any of them.
  if ((await repository.store.read(update.to)) === undefined) return 'Commits must have verified signatures.'
  const { ahead } = await compareCommits(repository.store, base, update.to)
  return ahead.every(isVerified) ? undefined : 'Commits must have verified signatures.'
}

/** Throws if a ruleset or a protection forbids the actor to update the branch. */
export async function checkRules(
  repository: FakeRepository,
  update: RefUpdate,
  current: string | undefined,
  forward: boolean,
  actor: Account,
): Promise<void> {
  const prefix = 'refs/heads/'
  if (!update.name.startsWith(prefix)) return
  const branch = update.name.slice(prefix.length)
  const push = { repository, update, current, forward }
  const messages: string[] = []
  for (const rule of rulesFor(repository, branch)) {
    if (rule.bypass?.includes(actor.login) === true) continue
    const complaint = await complaints[rule.type](push, rule)
    if (complaint !== undefined) messages.push(complaint)
  }
  if (messages.length > 0) {
    const text = `Repository rule violations found\n\n${messages.map((message) => `${message}\n\n`).join('')}`
    throw new RefRefused('rule', update, current, text)
  }
  const protection = protectionFor(repository, branch)
  if (protection === undefined || protection.bypass?.includes(actor.login) === true) return
  const complaint = await protectionComplaint(push, protection, actor)
  if (complaint !== undefined) throw new RefRefused('protected', update, current, complaint)
}

async function protectionComplaint(
  push: Push,
  protection: Protection,
  actor: Account,
): Promise<string | undefined> {
  const { update, current, forward } = push
  if (update.to === undefined) return 'Cannot delete this protected branch'
  if (!forward) return 'Cannot force-push to this protected branch'
  if (current === undefined) return undefined
  if (protection.pushers?.includes(actor.login) === false)
    return "You're not authorized to push to this branch."
  if ((protection.requiredApprovals ?? 0) > 0) {
    return 'At least 1 approving review is required by reviewers with write access.'
  }
  const [check] = protection.requiredChecks ?? []
  if (check !== undefined) return `Required status check "${check}" is expected.`
  return protection.requiredSignatures === true ? unsignedComplaint(push) : undefined
}
