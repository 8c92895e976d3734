import type { Context } from '../../runtime/context.ts'
import type { Wiring } from '../define.ts'

/**
 * The header that carries the token to a git remote over http; undefined where the address has credentials of
 * its own, and where a token of GitHub would go to somebody else: by default an action gets the job's own.
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
 * The user that git sends with a token: any will do, but a job token of GitLab has its own.
 *
 * Source: https://docs.gitlab.com/ci/jobs/ci_job_token/
 */
export function userFor(token: string, { environment }: Context): string {
  return token === environment['CI_JOB_TOKEN'] ? 'gitlab-ci-token' : 'x-access-token'
}

/** Whether a token is one of GitHub, which must reach no other server. */
export function isOfGithub(token: string, { githubToken }: Context): boolean {
  return /^(gh[a-z]|github_pat)_/.test(token) || (token !== '' && token === githubToken)
}
