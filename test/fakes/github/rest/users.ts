/** Accounts, rate limit and installation: the data that a token requests about itself. */
import type { RestEndpointMethodTypes } from '@octokit/rest'

import { isInstallation } from '../accounts.ts'
import { ApiError, notFound } from '../errors.ts'
import { rateOf } from '../rate-limit.ts'
import { accountOf, actor, type Call, operation, paginate, type RestOperations } from './operation.ts'
import { repositoryShape, userShape } from './shapes.ts'

type Methods = RestEndpointMethodTypes

function publicUser(call: Call, login: string) {
  const account = call.world.accounts.find(login)
  if (account === undefined) throw notFound()
  const nothing = ['company', 'blog', 'location', 'hireable', 'bio']
  return {
    ...userShape(call.urls, account),
    ...Object.fromEntries(nothing.map((field) => [field, null])),
    name: account.name,
    email: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: '2020-01-01T00:00:00Z',
    updated_at: '2020-01-01T00:00:00Z',
  }
}

export const userOperations: RestOperations = {
  'users/get-authenticated': operation([], (call) => {
    const token = actor(call)
    // Installation tokens do not act for a user.
    if (isInstallation(token)) throw new ApiError(403, 'Resource not accessible by integration')
    return { status: 200, body: publicUser(call, accountOf(call).login) }
  }),
  'users/get-by-username': operation([], (call, input: Methods['users']['getByUsername']['parameters']) => {
    return { status: 200, body: publicUser(call, input.username) }
  }),
  'rate-limit/get': operation([], (call) => {
    const rate = rateOf(call.token)
    return { status: 200, body: { resources: { core: rate, search: rate, graphql: rate }, rate } }
  }),
  'apps/list-repos-accessible-to-installation': operation(
    [],
    (call, input: Methods['apps']['listReposAccessibleToInstallation']['parameters']) => {
      const token = actor(call)
      if (!isInstallation(token)) {
        const text = 'You must authenticate with an installation access token in order to list repositories'
        throw new ApiError(403, `${text} for an installation.`)
      }
      const granted = Object.keys(token.repositories ?? {}).map((name) => call.world.repository(name))
      const { items, headers } = paginate(call, granted, input)
      const repositories = items.map((repository) => repositoryShape(call.urls, repository))
      return { status: 200, headers, body: { total_count: granted.length, repositories } }
    },
  ),
}
