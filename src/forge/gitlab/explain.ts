import { cureOfUnreachable } from '../../net/unreachable.ts'
import type { Explanation } from '../explanation.ts'
import { explainedBy } from '../explanation.ts'
import { platformCure } from '../platform-rules.ts'
import { GitlabFailure } from './failures.ts'

/** The operation that failed, for the explanation. */
export interface Attempt {
  /** The operation, such as `open a merge request`. */
  readonly doing: string
  /** The role that it requires. */
  readonly role: 'Maintainer' | 'Developer' | 'Reporter'
  /** The scope of an access token that it requires. */
  readonly scope: 'api' | 'read_api'
}

export interface Place {
  readonly project: string
  readonly serverUrl: string
  readonly token: string | undefined
  /** True if a request with the token has already found the project. */
  readonly isKnown: boolean
}

/** The first explanation that fits the failure is used. */
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
      `the response of ${serverUrl} to ${doing} is not from GitLab: ${reason}`,
    hint: () =>
      'Check the address of the server, and whether a proxy or a login page in front of it answers.',
  },
  {
    fits: ({ status }) => status !== undefined && status >= 300 && status < 400,
    kind: 'input',
    message: ({ reason }, { project, serverUrl }) =>
      `${project} is no longer at ${serverUrl}: it has moved to ${reason}`,
    hint: () => 'Use its new path, or the new address of the server.',
  },
  {
    fits: ({ status }) => status === 429,
    kind: 'remote',
    message: ({ reason }) => `GitLab's rate limit is reached: ${reason}`,
    hint: () => 'Try again later, or run fewer jobs at the same time.',
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
      `a rule of ${project} does not allow the token to ${doing}: ${reason}`,
    hint: ({ reason }) => platformCure(reason) ?? '',
  },
  {
    fits: ({ status }) => status === 401,
    kind: 'input',
    message: (_, { serverUrl }) => `${serverUrl} does not accept the token`,
    hint: () => 'The token may be expired, revoked, or issued by another server. Create a new one.',
  },
  {
    fits: ({ status, code }) => status === 403 && code === 'insufficient_scope',
    kind: 'input',
    message: (_, __, { doing }) => `the scopes of the token do not allow it to ${doing}`,
    hint: (_, __, { role, scope }) => `Create a token with the role ${role} or above and the scope ${scope}.`,
  },
  {
    fits: ({ status }) => status === 403,
    kind: 'input',
    message: ({ reason }, { project }, { doing }) =>
      `the token has no permission to ${doing} in ${project}: ${reason}`,
    hint: (_, __, { role, scope }) => `Use a token with the role ${role} or above and the scope ${scope}.`,
  },
  {
    fits: ({ status }, { isKnown }) => status === 404 && isKnown,
    kind: 'input',
    message: (_, { project }, { doing }) =>
      `GitLab did not find what is needed to ${doing} in ${project}, or the token has no permission for it`,
    hint: (_, __, { role, scope }) =>
      `Use a token with the role ${role} or above and the scope ${scope}, or check what was deleted or turned off in the meantime.`,
  },
  {
    fits: ({ status }) => status === 404,
    kind: 'input',
    message: (_, { project, serverUrl }) =>
      `the project ${project} was not found at ${serverUrl}, or the token has no access to it`,
    hint: () => 'Check the path, including all groups, and that the token is a member of the project.',
  },
  {
    fits: () => true,
    kind: 'remote',
    message: ({ reason }, { project }, { doing }) => `GitLab refused to ${doing} in ${project}: ${reason}`,
    hint: () => '',
  },
]

const isRefused = (status: number | undefined) => [400, 403, 409, 422].includes(status ?? 0)

/** Turns an error of the client into an error with a hint. Returns other errors unchanged. */
export function explain(error: unknown, place: Place, attempt: Attempt): unknown {
  if (!(error instanceof GitlabFailure)) return error
  return explainedBy(explanations, { failure: error, cause: error }, place, attempt) ?? error
}
