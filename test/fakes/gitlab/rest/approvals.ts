/** Approvals. On every tier, everybody with permission can give them; rules that require them need Premium. */
import { notFound, unauthorized } from '../errors.ts'
import { now } from '../ids.ts'
import { approvalsLeft, mayApprove } from '../mergeability.ts'
import type { ApprovalRule, MergeRequest } from '../state.ts'
import { checkHead } from './merge.ts'
import {
  actor,
  type Call,
  mergeRequestOf,
  needTier,
  operation,
  paginate,
  type Paging,
  type RestOperations,
} from './operation.ts'
import { basicUser, userById } from './shapes.ts'

function approvalsShape(call: Call, mergeRequest: MergeRequest) {
  const user = call.token?.user.id ?? 0
  const { approvedBy } = mergeRequest
  const rules = call.world.settings.tier === 'free' ? [] : call.project.settings.approvalRules
  return {
    user_has_approved: approvedBy.some((approval) => approval.user === user),
    user_can_approve: mayApprove(mergeRequest, user, call.level),
    // If no rule requires an approval, GitLab reports it as approved when anybody has approved it.
    approved: rules.length === 0 ? approvedBy.length > 0 : approvalsLeft(call.project, mergeRequest) === 0,
    approved_by: approvedBy.map((approval) => ({
      user: userById(call, approval.user),
      approved_at: approval.at,
    })),
  }
}

interface Input {
  readonly merge_request_iid: number
  readonly sha?: string
}

const one = '/projects/{id}/merge_requests/{merge_request_iid}'

const usersOf = (call: Call, rule: ApprovalRule) =>
  (rule.users ?? [])
    .map((username) => call.world.accounts.find(username))
    .filter((user) => user !== undefined)
    .map((user) => basicUser(call, user))

const ruleShape = (call: Call, rule: ApprovalRule, index: number) => ({
  id: index + 1,
  name: rule.name,
  rule_type: rule.users === undefined ? 'any_approver' : 'regular',
  approvals_required: rule.approvalsRequired,
  users: usersOf(call, rule),
  eligible_approvers: usersOf(call, rule),
})

function stateShape(call: Call, mergeRequest: MergeRequest) {
  const rules = call.project.settings.approvalRules.map((rule, index) => {
    const counts = mergeRequest.approvedBy.filter(({ user }) => {
      const username = call.world.accounts.byId(user)?.username ?? ''
      return rule.users === undefined || rule.users.includes(username)
    })
    return {
      ...ruleShape(call, rule, index),
      approved_by: counts.map(({ user }) => userById(call, user)),
      approved: counts.length >= rule.approvalsRequired,
    }
  })
  return { approval_rules_overwritten: false, rules }
}

export const approvalOperations: RestOperations = {
  [`GET ${one}/approvals`]: operation({ level: 'reporter' }, (call, input: Input) => ({
    status: 200,
    body: approvalsShape(call, mergeRequestOf(call, input.merge_request_iid)),
  })),

  [`POST ${one}/approve`]: operation({ level: 'reporter', signedIn: true }, (call, input: Input) =>
    call.project.write(() => {
      const mergeRequest = mergeRequestOf(call, input.merge_request_iid)
      const user = actor(call).id
      checkHead(mergeRequest, input.sha)
      if (!mayApprove(mergeRequest, user, call.level)) throw unauthorized()
      mergeRequest.approvedBy.push({ user, at: now() })
      return { status: 201, body: approvalsShape(call, mergeRequest) }
    }),
  ),

  [`POST ${one}/unapprove`]: operation({ level: 'reporter', signedIn: true }, (call, input: Input) =>
    call.project.write(() => {
      const mergeRequest = mergeRequestOf(call, input.merge_request_iid)
      const user = actor(call).id
      const index = mergeRequest.approvedBy.findIndex((approval) => approval.user === user)
      if (index < 0) throw notFound()
      mergeRequest.approvedBy.splice(index, 1)
      return { status: 201, body: approvalsShape(call, mergeRequest) }
    }),
  ),

  [`GET ${one}/approval_state`]: operation({ level: 'reporter' }, (call, input: Input) => {
    needTier(call, 'premium', notFound)
    return { status: 200, body: stateShape(call, mergeRequestOf(call, input.merge_request_iid)) }
  }),

  [`GET ${one}/approval_rules`]: operation({ level: 'reporter' }, (call, input: Input & Paging) => {
    needTier(call, 'premium', notFound)
    mergeRequestOf(call, input.merge_request_iid)
    const rules = call.project.settings.approvalRules.map((rule, index) => ruleShape(call, rule, index))
    const page = paginate(call, rules, input)
    return { status: 200, headers: page.headers, body: page.items }
  }),

  'GET /projects/{id}/approval_rules': operation({ level: 'reporter' }, (call, input: Paging) => {
    needTier(call, 'premium', notFound)
    const rules = call.project.settings.approvalRules.map((rule, index) => ruleShape(call, rule, index))
    const page = paginate(call, rules, input)
    return { status: 200, headers: page.headers, body: page.items }
  }),
}
