/** Refs, their comparisons, and the rules that apply to them. */
import { compareCommits } from '../../git/history.ts'
import { resolveCommit } from '../../git/revisions.ts'
import { nodeId } from '../node-id.ts'
import type { FakeRepository } from '../repository.ts'
import { protectionFor, rulesFor } from '../rules.ts'
import type { Rule } from '../state.ts'
import { commitNode } from './git-nodes.ts'
import { connection, type PageArguments } from './connection.ts'
import { type PullArguments, pullConnection } from './pull-nodes.ts'
import type { GraphqlNode, Session } from './session.ts'

export function refNode(session: Session, repository: FakeRepository, name: string): GraphqlNode | null {
  const oid = repository.state.refs.get(name)
  if (oid === undefined) return null
  const prefix = /^refs\/[^/]+\//.exec(name)?.[0] ?? 'refs/'
  const branch = name.slice(prefix.length)
  return {
    __typename: 'Ref',
    id: nodeId('Ref', repository.fullName, name),
    name: branch,
    prefix,
    repository: () => session.make.repository(session, repository),
    target: () => session.make.object(session, repository, oid),
    compare: ({ headRef }: { headRef: string }) => comparison(session, repository, oid, headRef),
    associatedPullRequests: (args: PullArguments) =>
      pullConnection(session, repository, 'associatedPullRequests', { ...args, headRefName: branch }),
    rules: (args: PageArguments) =>
      connection('rules', rulesFor(repository, branch), args, (rule) => ruleNode(repository, rule)),
    branchProtectionRule: () => protectionNode(session, repository, branch),
    refUpdateRule: () => updateRule(session, repository, branch),
  }
}

async function comparison(session: Session, repository: FakeRepository, base: string, headRef: string) {
  const head = await resolveCommit(repository, headRef)
  if (head === undefined) return null
  const { ahead, behindBy } = await compareCommits(repository.store, base, head)
  const behind = behindBy > 0 ? 'BEHIND' : 'IDENTICAL'
  const forward = behindBy > 0 ? 'DIVERGED' : 'AHEAD'
  return {
    __typename: 'Comparison',
    id: nodeId('Other', repository.fullName, base, head),
    status: ahead.length === 0 ? behind : forward,
    aheadBy: ahead.length,
    behindBy,
    baseTarget: () => session.make.object(session, repository, base),
    headTarget: () => session.make.object(session, repository, head),
    commits: (args: PageArguments) =>
      connection('commits', ahead, args, (commit) => commitNode(session, repository, commit)),
  }
}

const parameterTypes: Partial<Record<Rule['type'], string>> = {
  pull_request: 'PullRequestParameters',
  required_status_checks: 'RequiredStatusChecksParameters',
  merge_queue: 'MergeQueueParameters',
}

/** REST uses snake case for the parameters, GraphQL uses camel case. */
function camelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCase)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, entry]) => [
    key.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    camelCase(entry),
  ])
  return Object.fromEntries(entries) as unknown
}

function ruleNode(repository: FakeRepository, rule: Rule): GraphqlNode {
  const typename = parameterTypes[rule.type]
  const parameters = camelCase(rule.parameters ?? {}) as object
  return {
    __typename: 'RepositoryRule',
    id: nodeId('Other', repository.fullName, rule.type),
    type: rule.type.toUpperCase(),
    parameters: typename === undefined ? null : { __typename: typename, ...parameters },
  }
}

function protectionNode(session: Session, repository: FakeRepository, branch: string): GraphqlNode | null {
  session.check(repository, [{ administration: 'read' }])
  const protection = protectionFor(repository, branch)
  if (protection === undefined) return null
  return {
    __typename: 'BranchProtectionRule',
    id: nodeId('Other', repository.fullName, 'protection', branch),
    pattern: branch,
    requiresApprovingReviews: protection.requiredApprovals !== undefined,
    requiredApprovingReviewCount: protection.requiredApprovals ?? null,
    requiresStatusChecks: protection.requiredChecks !== undefined,
    requiredStatusCheckContexts: protection.requiredChecks ?? [],
    requiresCommitSignatures: protection.requiredSignatures ?? false,
    restrictsPushes: protection.pushers !== undefined,
    isAdminEnforced: false,
    allowsForcePushes: false,
    allowsDeletions: false,
  }
}

function updateRule(session: Session, repository: FakeRepository, branch: string): GraphqlNode | null {
  const protection = protectionFor(repository, branch)
  if (protection === undefined) return null
  return {
    __typename: 'RefUpdateRule',
    pattern: branch,
    allowsDeletions: false,
    allowsForcePushes: false,
    requiredApprovingReviewCount: protection.requiredApprovals ?? null,
    requiredStatusCheckContexts: protection.requiredChecks ?? [],
    requiresCodeOwnerReviews: false,
    requiresConversationResolution: false,
    requiresSignatures: protection.requiredSignatures ?? false,
    viewerCanPush: protection.pushers?.includes(session.token.account.login) ?? true,
  }
}
