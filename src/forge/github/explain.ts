import { cureOfUnreachable } from '../../net/unreachable.ts'
import type { Explanation } from '../explanation.ts'
import { explainedBy } from '../explanation.ts'
import { platformCure } from '../platform-rules.ts'
import { failureOf } from './failures.ts'
import type { Failure } from './failures.ts'

/** The operation that failed, for the explanation. */
export interface Attempt {
  /** The operation, such as `open a pull request`. */
  readonly doing: string
  /** The permission of an App or fine-grained token that it requires, as GitHub's forms call it. */
  readonly needs: string
  /** All permissions of this token that the command requires, if there are more. */
  readonly all?: string
}

export interface Place {
  /** `owner/name`. */
  readonly repository: string
  readonly serverUrl: string
  readonly token: string | undefined
  /** True if a request with the token has already found the repository. */
  readonly isKnown: boolean
}

const appHint =
  "GITHUB_TOKEN, the job's own token, only works for its own repository; use a GitHub App that is installed on this one."

/** The first explanation that fits the failure is used. */
const explanations: readonly Explanation<Failure, Place, Attempt>[] = [
  {
    fits: ({ status }) => status !== undefined && status < 300,
    kind: 'remote',
    message: ({ reason }, { serverUrl }, { doing }) =>
      `the response of ${serverUrl} to ${doing} is not from GitHub: ${essence(reason)}`,
    hint: () =>
      'Check the address of the server, and whether a proxy or a login page in front of it answers.',
  },
  {
    fits: ({ status }) => status === undefined,
    kind: 'remote',
    message: ({ reason }, { serverUrl }) => `${serverUrl} cannot be reached: ${reason}`,
    hint: ({ reason }) => cureOfUnreachable(reason),
  },
  {
    fits: ({ isRateLimit }) => isRateLimit,
    kind: 'remote',
    message: ({ reason }) => `GitHub's rate limit is reached: ${reason}`,
    hint: ({ headers }) =>
      `Try again ${resetTime(headers)}, run fewer jobs at the same time, or use a GitHub App, which has its own limit.`,
  },
  {
    fits: ({ status }) => (status ?? 500) >= 500,
    kind: 'remote',
    message: ({ status, reason }, _, { doing }) =>
      `GitHub failed to ${doing} (${status}: ${essence(reason)})`,
    hint: () => 'Try again later. See https://www.githubstatus.com for incidents.',
  },
  {
    fits: ({ status }) => status === 401,
    kind: 'input',
    message: (_, { serverUrl }) => `${serverUrl} does not accept the token`,
    hint: () => 'The token may be expired, revoked, or issued by another server. Create a new one.',
  },
  {
    fits: ({ isSaml }) => isSaml,
    kind: 'input',
    message: (_, { repository }) =>
      `the organization of ${repository} requires single sign-on for this token`,
    hint: ({ headers }, place) => `Authorize the token: ${ssoUrl(headers) ?? ssoPage(place)}`,
  },
  {
    fits: ({ reason }) => /not permitted to create or approve pull requests/.test(reason),
    kind: 'input',
    message: (_, { repository }) =>
      `workflows of ${repository} are not allowed to open pull requests with their own token`,
    hint: () =>
      'Select "Allow GitHub Actions to create and approve pull requests" in Settings > Actions > General, or use a GitHub App.',
  },
  {
    fits: ({ status, reason }) => status === 403 && /archived/.test(reason),
    kind: 'input',
    message: (_, { repository }) => `${repository} is archived, so nothing can be changed in it`,
    hint: () => 'Unarchive it in its settings, or use the repository that replaces it.',
  },
  {
    fits: ({ status, reason }) => status === 422 && /draft pull requests are not supported/i.test(reason),
    kind: 'input',
    message: (_, { repository }) =>
      `${repository} does not support draft pull requests: its plan does not include them`,
    hint: () => 'Remove draft.',
  },
  {
    fits: ({ status, reason }) => [403, 409, 422].includes(status ?? 0) && platformCure(reason) !== undefined,
    kind: 'refused',
    message: ({ reason }, { repository }, { doing }) =>
      `a rule of ${repository} does not allow the token to ${doing}: ${essence(reason)}`,
    hint: ({ reason }) => platformCure(reason) ?? '',
  },
  {
    fits: ({ status, reason }) => status === 403 && /\blocked\b/.test(reason),
    kind: 'input',
    message: ({ reason }) => `the conversation is locked: ${essence(reason)}`,
    hint: () => 'To allow comments, unlock the conversation of the pull request.',
  },
  {
    fits: ({ status }) => status === 403,
    kind: 'input',
    message: ({ reason }, { repository }, { doing }) =>
      `the token has no permission to ${doing} in ${repository}: ${essence(reason)}`,
    hint: ({ headers }, { token }, { needs, all }) => {
      const accepted = headers['x-accepted-github-permissions']
      const right = `Give it the permission ${accepted === undefined ? needs : readable(String(accepted))}.${inAll(all)}`
      return isInstallationToken(token) ? `${right} ${appHint}` : right
    },
  },
  {
    // A classic token with read access gets this response to a write.
    fits: ({ status }, { isKnown }) => status === 404 && isKnown,
    kind: 'input',
    message: (_, { repository }, { doing }) =>
      `GitHub did not find what is needed to ${doing} in ${repository}, or the token has no permission for it`,
    hint: (_, __, { needs, all }) =>
      `Give the token the permission ${needs}, or check what was deleted in the meantime.${inAll(all)}`,
  },
  {
    fits: ({ status, path }) => status === 404 && path.length < 2,
    kind: 'input',
    message: (_, { repository, serverUrl }) =>
      `the repository ${repository} was not found at ${serverUrl}, or the token has no access to it`,
    hint: (_, { token }) =>
      isInstallationToken(token)
        ? `Check the name. ${appHint}`
        : 'Check the name, and that the token has access to this repository.',
  },
  {
    fits: ({ status }) => status === 422 || status === 409,
    kind: 'remote',
    message: ({ reason }, { repository }, { doing }) =>
      `GitHub refused to ${doing} in ${repository}: ${reason}`,
    hint: () => '',
  },
  {
    fits: () => true,
    kind: 'remote',
    message: ({ status, reason }, _place, { doing }) => `GitHub failed to ${doing} (${status}: ${reason})`,
    hint: () => '',
  },
]

/** Turns an error of the client into an error with a hint. Returns other errors unchanged. */
export function explain(error: unknown, place: Place, attempt: Attempt): unknown {
  const failure = failureOf(error)
  // Octokit has removed the token from the request in its error.
  return failure === undefined ? error : explainedBy(explanations, { failure, cause: error }, place, attempt)
}

/** Reports whether a token is a GitHub App's installation token. The job's own token, GITHUB_TOKEN, is also one. */
export function isInstallationToken(token: string | undefined): boolean {
  return token?.startsWith('ghs_') === true
}

/** Returns a sentence with all permissions, so that the next run does not fail for the next missing one. */
function inAll(permissions: string | undefined): string {
  return permissions === undefined ? '' : ` In total, this command needs ${permissions}.`
}

/**
 * Makes permissions readable. GitHub writes `contents=write; contents=write,workflows=write`: semicolons separate
 * alternatives.
 */
function readable(permissions: string): string {
  return permissions
    .split(/;\s*/)
    .map((all) => all.replaceAll('=', ': ').replaceAll('_', ' ').replaceAll(',', ' and '))
    .join(', or ')
}

function resetTime(headers: Failure['headers']): string {
  const after = Number(headers['retry-after'])
  if (after > 0) return `in ${after} s`
  const reset = Number(headers['x-ratelimit-reset'])
  return reset > 0 ? `after ${new Date(reset * 1000).toISOString()}` : 'later'
}

function ssoUrl(headers: Failure['headers']): string | undefined {
  return /url=(https?:\S+)/.exec(String(headers['x-github-sso'] ?? ''))?.[1]
}

function ssoPage({ repository, serverUrl }: Place): string {
  return `${serverUrl}/orgs/${repository.split('/')[0]}/sso`
}

/** Returns only the title of an HTML page. */
function essence(reason: string): string {
  return reason.startsWith('<') ? (/<title>([^<]*)/.exec(reason)?.[1] ?? 'an HTML page') : reason
}
