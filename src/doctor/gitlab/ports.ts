import { GitlabFailure } from '../../forge/gitlab/failures.ts'
import { ProjectInfo } from '../../forge/gitlab/api.ts'
import type { Shape } from '../../shapes/answer.ts'
import type { Project } from '../../forge/gitlab/project.ts'
import type { Found, Findings } from '../check.ts'
import { unknown } from '../check.ts'
import type { FilesPorts } from '../files/ports.ts'

/** The inputs of the checks of a project on GitLab. */
export interface GitLabPorts {
  readonly project: Pick<Project, 'client' | 'name' | 'at' | 'token' | 'isJobToken'>
  /** The branch to change; undefined: the default branch. */
  readonly base: string | undefined
  /** The infra repo's files, which define production; undefined if they are not read. */
  readonly files: FilesPorts | undefined
  /** Milliseconds since 1970. */
  readonly now: number
}

/** The answer to a request, or the reason why there is none. */
export type Answer<T> =
  | { readonly given: true; readonly data: T }
  | { readonly given: false; readonly status: number | undefined; readonly reason: string }

/** Sends a request to GitLab. A refusal is returned as an answer, not thrown. */
export function ask<T>(
  { project: { client } }: GitLabPorts,
  path: string,
  shape: Shape<T>,
  query: Readonly<Record<string, string | number>> = {},
): Promise<Answer<T>> {
  return answered(client.get(path, shape, query))
}

/**
 * Reads the items of all pages of a list.
 *
 * @param shape of one item
 */
export function askAll<T>(
  { project: { client } }: GitLabPorts,
  path: string,
  shape: Shape<T>,
  query: Readonly<Record<string, string | number>> = {},
): Promise<Answer<T[]>> {
  return answered(client.list(path, shape, query))
}

async function answered<T>(asked: Promise<T>): Promise<Answer<T>> {
  try {
    return { given: true, data: await asked }
  } catch (error) {
    if (!(error instanceof GitlabFailure)) throw error
    return { given: false, status: error.status, reason: error.reason }
  }
}

/** Returns the base branch: the input, otherwise the default branch. */
export async function baseOf(ports: GitLabPorts): Promise<string | undefined> {
  if (ports.base !== undefined) return ports.base.replace(/^refs\/heads\//, '')
  const project = await ask(ports, ports.project.at, ProjectInfo)
  return project.given ? (project.data.default_branch ?? undefined) : undefined
}

/** Returns the finding of a check that is not possible, with GitLab's reason. */
export function notSeen(what: string, answer: Answer<unknown> & { readonly given: false }): Found {
  const because = [answer.status, answer.reason].filter((part) => part !== undefined && part !== '')
  return unknown(`${what} could not be checked: ${because.join(' ') || 'GitLab did not respond'}.`)
}

/** Returns that finding as the whole result of a check. */
export function open(what: string, answer: Answer<unknown> & { readonly given: false }): Findings {
  return [notSeen(what, answer)]
}
