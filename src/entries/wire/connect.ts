import { inputError } from '../../errors.ts'
import type { GitHubConnection } from '../../forge/github/connect.ts'
import type { GitLabConnection } from '../../forge/gitlab/connect.ts'
import type { LocalConnection } from '../../forge/local/connect.ts'
import type { Wiring } from '../define.ts'
import { findGitlab, ownAuthorities } from './gitlab.ts'
import { githubName } from './origin.ts'
import { authorizationFor, isOfGithub } from './tokens.ts'

/** The repository, and the credentials for it. */
export interface Reach {
  /** On GitHub `owner/name` or an address, on GitLab a path, id or address, otherwise anything that git accepts. */
  readonly repository: string
  readonly token: string | undefined
  /** How long to wait for rate limits. Default: as long as a job may wait. */
  readonly patience?: { readonly tries: number; readonly seconds: number }
}

/** See `connect` of forges.ts. */
export async function connectToGithub(reach: Reach, { context, say }: Wiring): Promise<GitHubConnection> {
  const { connectGitHub } = await import('../../forge/github/connect.ts')
  const { serverUrl, apiUrl, graphqlUrl, userAgent, environment } = context
  const jobToken = context.job.present ? context.githubToken : undefined
  const server = { serverUrl, apiUrl, graphqlUrl, userAgent, environment }
  const repository = githubName(reach.repository, serverUrl)
  return connectGitHub({ ...reach, ...server, repository, jobToken, log: say })
}

/** See `connect` of forges.ts. */
export async function connectToGitlab(reach: Reach, wiring: Wiring): Promise<GitLabConnection> {
  const { context, say, atEnd } = wiring
  const { connectGitLab } = await import('../../forge/gitlab/connect.ts')
  if (reach.token !== undefined && isOfGithub(reach.token, context))
    throw inputError('the token is a GitHub token, which is never sent to GitLab', {
      hint: 'Use an access token of the GitLab project instead (for write access: role Developer, scope api).',
    })
  const { serverUrl, apiUrl, path } = await findGitlab(reach.repository, context)
  const { environment } = context
  const connection = connectGitLab({
    ...reach,
    repository: path,
    serverUrl,
    apiUrl,
    jobToken: environment['CI_JOB_TOKEN'],
    certificates: await ownAuthorities(environment),
    environment,
    log: say,
  })
  atEnd(() => connection.close())
  return connection
}

/** See `connect` of forges.ts. */
export async function connectToLocal(reach: Reach, wiring: Wiring): Promise<LocalConnection> {
  const { connectLocal } = await import('../../forge/local/connect.ts')
  const { repository, token } = reach
  const authorization = authorizationFor(repository, token, wiring)
  const { environment } = wiring.context
  const connection = connectLocal({ repository, authorization, environment })
  wiring.atEnd(() => connection.close())
  return connection
}
