/** Pull requests over REST. */
import type { Answer } from '../../server.ts'
import type { RestEndpointMethodTypes } from '@octokit/rest'

import { ApiError } from '../errors.ts'
import { diffFiles } from '../../git/diff.ts'
import { setBase, setBody } from '../pull-edits.ts'
import { checkBody, createPull, mergePull, reopenPull } from '../pulls.ts'
import { closePull, now } from '../repository.ts'
import { isQueued, rulesFor, staleChecks } from '../rules.ts'
import type { Pull } from '../state.ts'
import {
  actor,
  operation,
  paginate,
  pullOf,
  readPulls,
  type RestOperations,
  writeContents,
  writePulls,
} from './operation.ts'
import { fileShape, pullShape, simplePullShape, teamShape, userOf } from './pull-shapes.ts'
import { commitShape } from './shapes.ts'

type Pulls = RestEndpointMethodTypes['pulls']

function selected(pull: Pull, owner: string, input: Pulls['list']['parameters']): boolean {
  const { state = 'open', head, base } = input
  // GitHub ignores a head without an owner, so it does not filter.
  const headMatches = head?.includes(':') !== true || head === `${owner}:${pull.head.ref}`
  const stateMatches = state === 'all' || state === pull.state
  return stateMatches && headMatches && (base === undefined || base === pull.base.ref)
}

const reading: RestOperations = {
  'pulls/list': operation(readPulls, (call, input: Pulls['list']['parameters']) => {
    const { repository } = call
    const key = input.sort === 'updated' ? 'updatedAt' : 'createdAt'
    const ascending = (input.direction ?? (input.sort === undefined ? 'desc' : 'asc')) === 'asc'
    const found = repository.state.pulls
      .filter((pull) => selected(pull, repository.owner.login, input))
      .toSorted((a, b) => a[key].localeCompare(b[key]) || a.number - b.number)
    const { items, headers } = paginate(call, ascending ? found : found.toReversed(), input)
    return { status: 200, headers, body: items.map((pull) => simplePullShape(call, pull)) }
  }),
  'pulls/get': operation(readPulls, async (call, input: Pulls['get']['parameters']) => {
    return { status: 200, body: await pullShape(call, pullOf(call, input.pull_number)) }
  }),
  'pulls/list-commits': operation(readPulls, async (call, input: Pulls['listCommits']['parameters']) => {
    const { ahead } = await call.repository.commitsOf(pullOf(call, input.pull_number))
    const { items, headers } = paginate(call, ahead.slice(0, 250), input)
    const body = items.map((commit) => commitShape(call.urls, call.world, call.repository, commit))
    return { status: 200, headers, body }
  }),
  'pulls/list-files': operation(readPulls, async (call, input: Pulls['listFiles']['parameters']) => {
    const pull = pullOf(call, input.pull_number)
    const { mergeBase } = await call.repository.commitsOf(pull)
    const files = await diffFiles(call.repository.directory, mergeBase?.oid, pull.head.sha)
    const { items, headers } = paginate(call, files.slice(0, 3000), input)
    return { status: 200, headers, body: items.map((file) => fileShape(call, pull.head.sha, file)) }
  }),
}

const writing: RestOperations = {
  'pulls/create': operation(writePulls, async (call, input: Pulls['create']['parameters']) => {
    const pull = await call.repository.write(() =>
      createPull(call.repository, actor(call), {
        title: input.title ?? '',
        body: input.body ?? null,
        head: input.head,
        base: input.base,
        draft: input.draft ?? false,
        maintainerCanModify: input.maintainer_can_modify ?? true,
      }),
    )
    return { status: 201, body: await pullShape(call, pull) }
  }),
  'pulls/update': operation(writePulls, async (call, input: Pulls['update']['parameters']) => {
    const pull = pullOf(call, input.pull_number)
    await call.repository.write(async () => {
      checkBody(input.body)
      if (input.base !== undefined) setBase(call.repository, pull, input.base)
      if (input.state === 'open') await reopenPull(call.repository, pull)
      if (input.state === 'closed' && pull.state === 'open') closePull(pull)
      pull.title = input.title ?? pull.title
      setBody(pull, input.body, actor(call).account.login)
      pull.maintainerCanModify = input.maintainer_can_modify ?? pull.maintainerCanModify
      pull.updatedAt = now()
    })
    return { status: 200, body: await pullShape(call, pull) }
  }),
  'pulls/merge': operation(writeContents, async (call, input: Pulls['merge']['parameters']) => {
    const pull = pullOf(call, input.pull_number)
    const method = input.merge_method ?? 'merge'
    const sha = await call.repository.write(async () => {
      if (pull.merged !== null) throw new ApiError(405, 'Pull Request is not mergeable')
      if (input.sha !== undefined && input.sha !== pull.head.sha) {
        throw new ApiError(409, 'Head branch was modified. Review and try the merge again.')
      }
      const { settings } = call.repository
      const allowed = {
        merge: settings.mergeCommitAllowed,
        squash: settings.squashMergeAllowed,
        rebase: settings.rebaseMergeAllowed,
      }
      const names = { merge: 'Merge commits', squash: 'Squash merges', rebase: 'Rebase merges' }
      const { account } = actor(call)
      if (isQueued(call.repository, pull.base.ref, account))
        throw new ApiError(405, 'Changes must be made through the merge queue')
      const stale = await staleChecks(call.repository, pull.base.ref, pull.head.sha, account)
      if (stale > 0) throw new ApiError(405, `${stale} of ${stale} required status checks are expected.`)
      const isLinear = rulesFor(call.repository, pull.base.ref).some(
        ({ type }) => type === 'required_linear_history',
      )
      if (isLinear && method === 'merge')
        throw new ApiError(405, 'Merge commits are not allowed on this branch.')
      if (!allowed[method]) throw new ApiError(405, `${names[method]} are not allowed on this repository.`)
      return mergePull(call.repository, pull, actor(call), method, {
        ...(input.commit_title === undefined ? {} : { title: input.commit_title }),
        ...(input.commit_message === undefined ? {} : { message: input.commit_message }),
      })
    })
    return { status: 200, body: { sha, merged: true, message: 'Pull Request successfully merged' } }
  }),
}

const reviewers: RestOperations = {
  'pulls/list-requested-reviewers': operation(
    readPulls,
    (call, input: Pulls['listRequestedReviewers']['parameters']) => {
      const pull = pullOf(call, input.pull_number)
      const users = pull.reviewers.map((login) => userOf(call, login))
      return { status: 200, body: { users, teams: pull.teamReviewers.map((slug) => teamShape(call, slug)) } }
    },
  ),
  'pulls/request-reviewers': operation(
    writePulls,
    async (call, input: Pulls['requestReviewers']['parameters']): Promise<Answer> => {
      const pull = pullOf(call, input.pull_number)
      const { settings, fullName } = call.repository
      const users = input.reviewers ?? []
      const teams = input.team_reviewers ?? []
      if (users.includes(pull.author)) {
        throw new ApiError(422, 'Review cannot be requested from pull request author.')
      }
      const strangers = [
        ...users.filter((login) => !settings.collaborators.includes(login)),
        ...teams.filter((slug) => !settings.teams.includes(slug)),
      ]
      if (strangers.length > 0) {
        const text = 'Reviews may only be requested from collaborators. One or more of the users or teams you'
        throw new ApiError(422, `${text} specified is not a collaborator of the ${fullName} repository.`)
      }
      await call.repository.write(() => {
        pull.reviewers = [...new Set([...pull.reviewers, ...users])]
        pull.teamReviewers = [...new Set([...pull.teamReviewers, ...teams])]
        pull.updatedAt = now()
      })
      return { status: 201, body: simplePullShape(call, pull) }
    },
  ),
}

export const pullOperations: RestOperations = { ...reading, ...writing, ...reviewers }
