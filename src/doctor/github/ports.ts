import { sentence, unknown } from '../check.ts'
import type { Findings } from '../check.ts'
import type { FilesPorts } from '../files/ports.ts'
import type { Answer, GitHubApi } from './github-api.ts'

/** The inputs of the checks of GitHub. */
export interface GitHubPorts {
  readonly api: GitHubApi
  readonly token: string | undefined
  /** The branch to change; undefined: the default branch. */
  readonly base: string | undefined
  readonly job: { readonly present: boolean; readonly repository: string | undefined }
  /** The job's own token, if it is known. */
  readonly jobToken: string | undefined
  /** The infra repo's files, which define production; undefined if they are not read. */
  readonly files: FilesPorts | undefined
  /** The app repo; undefined if it is not known. */
  readonly source: GitHubApi | undefined
  /** Milliseconds since 1970. */
  readonly now: number
}

export type TokenKind = 'job' | 'app' | 'fine-grained' | 'classic' | 'oauth' | 'unknown'

/**
 * Returns the kind of the token.
 *
 * Source:
 * https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats
 */
export function kindOf({ token = '', jobToken, job }: GitHubPorts): TokenKind {
  if (token.startsWith('ghs_')) return job.present && token === jobToken ? 'job' : 'app'
  if (token.startsWith('github_pat_')) return 'fine-grained'
  if (token.startsWith('ghp_')) return 'classic'
  return /^gh[ou]_/.test(token) ? 'oauth' : 'unknown'
}

/** Returns the scopes of a classic token; undefined for every other kind. */
export function scopesIn(headers: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  const scopes = headers['x-oauth-scopes']
  return typeof scopes === 'string' && scopes !== ''
    ? scopes.split(',').map((scope) => scope.trim())
    : undefined
}

/** Returns the result of a check that is not possible because a request failed. */
export function openBecause(answer: Answer<unknown> & { readonly given: false }): Findings {
  return [unknown(sentence(`This could not be checked: ${answer.fault.message}`), answer.fault.hint)]
}

/** Returns the base branch: the input, otherwise the default branch. */
export async function baseOf({ api, base }: GitHubPorts): Promise<string | undefined> {
  if (base !== undefined) return base.replace(/^refs\/heads\//, '')
  const answer = await api.getRepository()
  return answer.given ? answer.data.default_branch : undefined
}
