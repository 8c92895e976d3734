/** Whole rulesets, and teams: the data in a response depends on the permissions of the token. */
import type { RestEndpointMethodTypes } from '@octokit/rest'

import { ApiError, notFound } from '../errors.ts'
import { nodeId } from '../node-id.ts'
import type { Rule } from '../state.ts'
import { actor, type Call, operation, paginate, type RestOperations } from './operation.ts'
import { userShape } from './shapes.ts'

type Methods = RestEndpointMethodTypes

/** Each rule of the fake has its own ruleset, with the number that `rules/branches` uses. */
function rulesetShape(call: Call, rule: Rule, index: number) {
  return {
    id: index + 1,
    name: `${rule.type} of ${rule.branches.join(', ')}`,
    target: 'branch',
    source_type: 'Repository',
    source: call.repository.fullName,
    enforcement: rule.enforcement ?? 'active',
    node_id: nodeId('Other', String(index)),
  }
}

/** Only an account that can write a ruleset sees its bypass list. */
function bypassOf(call: Call, rule: Rule) {
  const level = call.token?.repositories?.[call.repository.fullName]?.administration
  if (level !== 'write') return {}
  const actors = (rule.bypass ?? []).map((login) => {
    const { id, type } = call.world.accounts.add(login)
    return { actor_id: id, actor_type: type === 'Bot' ? 'Integration' : 'User', bypass_mode: 'always' }
  })
  return { bypass_actors: actors }
}

export const rulesetOperations: RestOperations = {
  'repos/get-repo-rulesets': operation(
    [{ metadata: 'read' }],
    (call, input: Methods['repos']['getRepoRulesets']['parameters']) => {
      const all = call.repository.settings.rules.map((rule, index) => rulesetShape(call, rule, index))
      const { items, headers } = paginate(call, all, input)
      return { status: 200, headers, body: items }
    },
  ),
  'repos/get-repo-ruleset': operation(
    [{ metadata: 'read' }],
    (call, input: Methods['repos']['getRepoRuleset']['parameters']) => {
      const index = input.ruleset_id - 1
      const rule = call.repository.settings.rules[index]
      if (rule === undefined) throw notFound()
      const include = rule.branches.map((branch) => `refs/heads/${branch}`)
      const body = {
        ...rulesetShape(call, rule, index),
        ...bypassOf(call, rule),
        // Of the account that asks, and shown to everybody.
        ...(rule.hidesBypass !== true && {
          current_user_can_bypass:
            rule.bypass?.includes(call.token?.login ?? '') === true ? 'always' : 'never',
        }),
        conditions: { ref_name: { include, exclude: [] } },
      }
      return { status: 200, body }
    },
  ),
  'teams/list-members-in-org': operation(
    [],
    (call, input: Methods['teams']['listMembersInOrg']['parameters']) => {
      if (actor(call).organizations?.[input.org]?.members === undefined)
        throw new ApiError(403, 'Resource not accessible by integration', {
          headers: { 'x-accepted-github-permissions': 'members=read' },
        })
      const members = call.world.teams.get(`${input.org}/${input.team_slug}`.toLowerCase())
      if (members === undefined) throw notFound()
      const { items, headers } = paginate(call, members, input)
      return {
        status: 200,
        headers,
        body: items.map((login) => userShape(call.urls, call.world.accounts.add(login))),
      }
    },
  ),
}
