import { cureOfUnreachable } from '../../net/unreachable.ts'
import type { Explanation } from '../explanation.ts'
import { explainedBy } from '../explanation.ts'
import { platformCure } from '../platform-rules.ts'
import { GitlabFailure } from './failures.ts'

/** What was tried, for the explanation of its failure. */
export interface Attempt {
  /** Such as `open a merge request`. */
  readonly doing: string
  /** The role that it takes. */
  readonly role: 'Maintainer' | 'Developer' | 'Reporter'
  /** The scope of an access token that it takes. */
  readonly scope: 'api' | 'read_api'
}

export interface Place {
  readonly project: string
  readonly serverUrl: string
  readonly token: string | undefined
  /** Whether the token has seen the project. */
  readonly isKnown: boolean
}

/** In this order: the first that fits explains the failure. */
const explanations: readonly Explanation<GitlabFailure, Place, Attempt>[] = [
  {
    fits: ({ status }) => status === undefined,
    kind: 'remote',
    message: ({ reason }, { serverUrl }) => `${serverUrl} cannot be reached: ${reason}`,
    hint: ({ reason }) => cureOfUnreachable(reason),
  },
  {
    fits: ({ status }) => status !== undefined && status < 300,
    kind: 'remote',
    message: ({ reason }, { serverUrl }, { doing }) =>
      `what ${serverUrl} answered to ${doing} is no answer of GitLab: ${reason}`,
    hint: () =>
      'Check the address of the server, and whether a proxy or a page to log in at stands before it.',
  },
  {
    fits: ({ status }) => status !== undefined && status >= 300 && status < 400,
    kind: 'input',
    message: ({ reason }, { project, serverUrl }) =>
      `${project} is no longer at ${serverUrl}: it has moved to ${reason}`,
    hint: () => 'Give its new path, or the address that the server has now.',
  },
  {
    fits: ({ status }) => status === 429,
    kind: 'remote',
    message: ({ reason }) => `GitLab's rate limit is reached: ${reason}`,
    hint: () => 'Try again later, or run fewer jobs at once.',
  },
  {
    fits: ({ status }) => (status ?? 500) >= 500,
    kind: 'remote',
    message: ({ status, reason }, _, { doing }) => `GitLab failed to ${doing} (${status}: ${reason})`,
    hint: () => 'Try again later.',
  },
  {
    fits: ({ status, reason }) => isRefused(status) && platformCure(reason) !== undefined,
    kind: 'refused',
    message: ({ reason }, { project }, { doing }) =>
      `a rule of ${project} does not let this ${doing}: ${reason}`,
    hint: ({ reason }) => platformCure(reason) ?? '',
  },
  {
    fits: ({ status }) => status === 401,
    kind: 'input',
    message: (_, { serverUrl }) => `${serverUrl} does not accept the token`,
    hint: () => 'It may be expired, revoked or of another server: make a new one.',
  },
  {
    fits: ({ status, code }) => status === 403 && code === 'insufficient_scope',
    kind: 'input',
    message: (_, __, { doing }) => `the token's scopes do not let it ${doing}`,
    hint: (_, __, { role, scope }) => `Make one with the role ${role} or above and the scope ${scope}.`,
  },
  {
    fits: ({ status }) => status === 403,
    kind: 'input',
    message: ({ reason }, { project }, { doing }) => `the token may not ${doing} in ${project}: ${reason}`,
    hint: (_, __, { role, scope }) => `Use one with the role ${role} or above and the scope ${scope}.`,
  },
  {
    fits: ({ status }, { isKnown }) => status === 404 && isKnown,
    kind: 'input',
    message: (_, { project }, { doing }) =>
      `GitLab does not find what it takes to ${doing} in ${project}, or the token may not do it`,
    hint: (_, __, { role, scope }) =>
      `Use a token with the role ${role} or above and the scope ${scope}, or look what was deleted or turned off meanwhile.`,
  },
  {
    fits: ({ status }) => status === 404,
    kind: 'input',
    message: (_, { project, serverUrl }) =>
      `there is no ${project} at ${serverUrl}, or the token may not see it`,
    hint: () => 'Check the path, with all its groups, and that the token is a member of the project.',
  },
  {
    fits: () => true,
    kind: 'remote',
    message: ({ reason }, { project }, { doing }) => `GitLab refuses to ${doing} in ${project}: ${reason}`,
    hint: () => '',
  },
]

const isRefused = (status: number | undefined) => [400, 403, 409, 422].includes(status ?? 0)

/** Turns what the client threw into an error with a cure. Other errors are given back as they are. */
export function explain(error: unknown, place: Place, attempt: Attempt): unknown {
  if (!(error instanceof GitlabFailure)) return error
  return explainedBy(explanations, { failure: error, cause: error }, place, attempt) ?? error
}
