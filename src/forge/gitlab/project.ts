import { inParallel as workInParallel } from '../parallel.ts'
import { inputError } from '../../errors.ts'
import { ProjectInfo, User } from './api.ts'
import { Client, part } from './client.ts'
import type { ClientOptions } from './client.ts'
import { explaining } from '../explanation.ts'
import { explain } from './explain.ts'
import type { Attempt } from './explain.ts'
import type { FolderEntry } from './tree-id.ts'
import type { Tree } from '../../tree/tree.ts'
import { Lease } from './lease.ts'
import { isJobToken } from './token.ts'

/** The options to reach a project. */
export interface GitLabOptions extends Omit<ClientOptions, 'isJobToken'> {
  /** The path of the project with all its groups, or its id. */
  readonly repository: string
  /** The address of the server, for messages and for git: `https://gitlab.com`. */
  readonly serverUrl: string
  /** CI_JOB_TOKEN, if there is one. */
  readonly jobToken?: string | undefined
}

/** A project, with what is known about it so far. A connection uses one for all operations. */
export interface Project {
  readonly client: Client
  readonly token: string | undefined
  /** True if the token is the job's own (CI_JOB_TOKEN). */
  readonly isJobToken: boolean
  readonly serverUrl: string
  /** The project as the user wrote it: a path, or an id. */
  readonly name: string
  /** The path of the project in the API: `/projects/acme%2Finfra`. */
  readonly at: string
  /** The trees of the commits that were read. */
  readonly trees: Map<string, CommitTree>
  /** Moves and deletes branches in ways that the Commits API does not support. */
  readonly lease: Lease
  info: ProjectInfo | undefined
  /** The user of the token, once it was read. */
  user: User | undefined
}

/**
 * Opens a project. It sends no request.
 *
 * @throws FairleadError (input) if the path or an address is not valid
 */
export function openProject(options: GitLabOptions): Project {
  const { token, serverUrl, jobToken, certificates = [], environment } = options
  const name = options.repository.replace(/\.git$/, '').replaceAll(/^\/+|(?<!\/)\/+$/g, '')
  if (!/^\d+$/.test(name) && !/^[^/\s]+(\/[^/\s]+)+$/.test(name))
    throw inputError(`"${options.repository}" is not a valid GitLab project`, {
      hint: 'Write it as group/project or group/subgroup/project, or use the number of the project.',
    })
  const isJob = token !== undefined && isJobToken(token, jobToken)
  const client = new Client({ ...options, isJobToken: isJob })
  const project: Project = {
    client,
    token,
    isJobToken: isJob,
    serverUrl,
    name,
    at: `/projects/${part(name)}`,
    trees: new Map(),
    lease: new Lease({
      address: async () => `${serverUrl}/${(await projectInfo(project)).path_with_namespace}.git`,
      token: token ?? '',
      isJobToken: isJob,
      certificates,
      environment,
      pause: (attempt) => client.backOff(attempt),
    }),
    info: undefined,
    user: undefined,
  }
  return project
}

/**
 * Runs an operation; an error is explained with a hint.
 *
 * @param isKnown true if the token has access to the project, so that a 404 is about something in it
 */
export function explained<T>(
  project: Project,
  attempt: Attempt,
  work: () => Promise<T>,
  isKnown?: boolean,
): Promise<T> {
  return explaining(work, (error) => {
    const { name, serverUrl, token, info } = project
    const place = { project: name, serverUrl, token, isKnown: isKnown ?? info !== undefined }
    return explain(error, place, attempt)
  })
}

/** The tree of a commit, with the data that only GitLab returns for it. */
export interface CommitTree extends Tree {
  /** Returns the entries of one folder; empty if it does not exist. */
  folder(path: string): Promise<readonly FolderEntry[]>
  /** Returns the entry at a path; undefined if there is none. */
  entry(path: string): Promise<FolderEntry | undefined>
  /** Returns the commit that last changed a file: GitLab's lock on it. */
  lastCommit(path: string): Promise<string | undefined>
  /** Returns the id of the whole tree. */
  id(): Promise<string>
}

/** Returns the project's name and settings. They are read once, because they do not change while a command runs. */
export async function projectInfo(project: Project): Promise<ProjectInfo> {
  project.info ??= await project.client.get(project.at, ProjectInfo)
  return project.info
}

/** Returns the user of the token. */
export async function currentUser(project: Project): Promise<User> {
  project.user ??= await project.client.get('/user', User)
  return project.user
}

/** Works on all items, at most eight at the same time. */
export const inParallel = <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> =>
  workInParallel(items, 8, work)
