import type { Context } from '../../runtime/context.ts'
import type { Wiring } from '../define.ts'

/**
 * Returns the header with the token for a git remote over HTTP. Returns undefined if the address has its own
 * credentials, and if a GitHub token would be sent to another server, because by default an action gets the job's own
 * token.
 */
export function authorizationFor(
  repository: string,
  token: string | undefined,
  { context, hide }: Wiring,
): string | undefined {
  if (token === undefined || !/^https?:/i.test(repository) || !URL.canParse(repository)) return undefined
  const url = new URL(repository)
  if (url.username !== '' || url.password !== '') return undefined
  if (isOfGithub(token, context) && url.origin !== new URL(context.serverUrl).origin) return undefined
  const pair = Buffer.from(`${userFor(token, context)}:${token}`).toString('base64')
  hide([pair])
  return `Basic ${pair}`
}

/**
 * Returns the user that git sends with a token. Any user works, except that a GitLab job token has its own.
 *
 * Source: https://docs.gitlab.com/ci/jobs/ci_job_token/
 */
export function userFor(token: string, { environment }: Context): string {
  return token === environment['CI_JOB_TOKEN'] ? 'gitlab-ci-token' : 'x-access-token'
}

/** Reports whether a token is a GitHub token, which must never be sent to another server. */
export function isOfGithub(token: string, { githubToken }: Context): boolean {
  return /^(gh[a-z]|github_pat)_/.test(token) || (token !== '' && token === githubToken)
}
