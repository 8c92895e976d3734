import { inputError } from '../../errors.ts'
import type { Forge } from '../../forge/forge.ts'
import type { LocalForge } from '../../forge/local/local-forge.ts'
import type { Context } from '../../runtime/context.ts'
import type { Wiring } from '../define.ts'
import { addressOnHost } from './folder.ts'
import { findGitlab, ownAuthorities } from './gitlab.ts'

export interface ForgeInputs {
  readonly forge: string
  readonly repository: string
  readonly token: string | undefined
}

export interface OpenForge {
  readonly forge: Forge
  /** The infra repo's own address with its host, where it has one. */
  readonly identity: string | undefined
}

/**
 * Opens the forge that the inputs name; it is closed when the command is over.
 *
 * @throws FairleadError (input) where the repository is not there or not usable
 */
export async function openForge(inputs: ForgeInputs, wiring: Wiring): Promise<OpenForge> {
  if (inputs.forge === 'gitlab') return openGitlab(inputs, wiring)
  if (inputs.forge !== 'local') return openGithub(inputs, wiring)
  const forge = await openLocal(inputs, wiring)
  return { forge, identity: addressOnHost(forge.repository) }
}

async function openGitlab({ repository, token = '' }: ForgeInputs, wiring: Wiring): Promise<OpenForge> {
  const { context, say } = wiring
  const { openGitLabForge } = await import('../../forge/gitlab/gitlab-forge.ts')
  if (isOfGithub(token, context))
    throw inputError('the token is one of GitHub, and goes to no GitLab', {
      hint: 'Give an access token of the GitLab project (role Developer, scope api) as token.',
    })
  const server = await findGitlab(repository, context)
  const { environment } = context
  const forge = openGitLabForge({
    repository: server.path,
    token,
    serverUrl: server.serverUrl,
    apiUrl: server.apiUrl,
    jobToken: environment['CI_JOB_TOKEN'],
    certificates: await ownAuthorities(environment),
    environment,
    log: say,
  })
  wiring.atEnd(() => forge.close())
  const path = /^\d+$/.test(server.path) ? await forge.path() : server.path
  return { forge, identity: `${server.serverUrl}/${path}` }
}

async function openGithub({ repository, token = '' }: ForgeInputs, wiring: Wiring): Promise<OpenForge> {
  const { context, say } = wiring
  const { openGitHubForge } = await import('../../forge/github/github-forge.ts')
  const { serverUrl, apiUrl, graphqlUrl, environment } = context
  const jobToken = context.job.present ? context.githubToken : undefined
  const address = { repository, serverUrl, apiUrl, graphqlUrl }
  const forge = openGitHubForge({ ...address, token, jobToken, environment, log: say })
  return { forge, identity: `${serverUrl}/${repository}` }
}

/** Opens a plain git remote; it is closed when the command is over. */
export async function openLocal(
  { repository, token }: Pick<ForgeInputs, 'repository' | 'token'>,
  wiring: Wiring,
): Promise<LocalForge> {
  const { openLocalForge } = await import('../../forge/local/local-forge.ts')
  const authorization = authorizationFor(repository, token, wiring)
  const forge = await openLocalForge({ repository, authorization, environment: wiring.context.environment })
  wiring.atEnd(() => forge.close())
  return forge
}

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
