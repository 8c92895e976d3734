import { sentence, unknown } from '../check.ts'
import type { Findings } from '../check.ts'
import type { FilesPorts } from '../files/ports.ts'
import type { Answer, GitHubApi } from './github-api.ts'

/** What the checks of GitHub look at. */
export interface GitHubPorts {
  readonly api: GitHubApi
  readonly token: string | undefined
  /** The branch to change; undefined: the default branch. */
  readonly base: string | undefined
  readonly job: { readonly present: boolean; readonly repository: string | undefined }
  /** The job's own token, where it is known. */
  readonly jobToken: string | undefined
  /** The infra repo's files, for what production is; undefined where they are not read. */
  readonly files: FilesPorts | undefined
  /** The app repo; undefined where none is known. */
  readonly source: GitHubApi | undefined
  /** Milliseconds since 1970. */
  readonly now: number
}

export type TokenKind = 'job' | 'app' | 'fine-grained' | 'classic' | 'oauth' | 'unknown'

/**
 * What kind of token it is.
 *
 * Source: https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats
 */
export function kindOf({ token = '', jobToken, job }: GitHubPorts): TokenKind {
  if (token.startsWith('ghs_')) return job.present && token === jobToken ? 'job' : 'app'
  if (token.startsWith('github_pat_')) return 'fine-grained'
  if (token.startsWith('ghp_')) return 'classic'
  return /^gh[ou]_/.test(token) ? 'oauth' : 'unknown'
}

/** The scopes of a classic token; undefined for every other kind. */
export function scopesIn(headers: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  const scopes = headers['x-oauth-scopes']
  return typeof scopes === 'string' && scopes !== ''
    ? scopes.split(',').map((scope) => scope.trim())
    : undefined
}

/** What stays open since something before it failed. */
export function openBecause(answer: Answer<unknown> & { readonly given: false }): Findings {
  return [unknown(sentence(`This could not be checked: ${answer.fault.message}`), answer.fault.hint)]
}

/** The base branch: the input, else the default branch. */
export async function baseOf({ api, base }: GitHubPorts): Promise<string | undefined> {
  if (base !== undefined) return base.replace(/^refs\/heads\//, '')
  const answer = await api.getRepository()
  return answer.given ? answer.data.default_branch : undefined
}
