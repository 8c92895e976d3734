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

/** What it takes to reach a project. */
export interface GitLabOptions extends Omit<ClientOptions, 'isJobToken'> {
  /** The path of the project with all its groups, or its id. */
  readonly repository: string
  /** For messages and for git: `https://gitlab.com`. */
  readonly serverUrl: string
  /** CI_JOB_TOKEN, where there is one. */
  readonly jobToken?: string | undefined
}

/** A project, and what is known of it so far: one for all that a connection is used for. */
export interface Project {
  readonly client: Client
  readonly token: string | undefined
  /** Whether the token is the job's own one. */
  readonly isJobToken: boolean
  readonly serverUrl: string
  /** As people name it: a path, or an id. */
  readonly name: string
  /** `/projects/acme%2Finfra`. */
  readonly at: string
  /** The trees of the commits that were asked for. */
  readonly trees: Map<string, CommitTree>
  /** Moves and deletes branches as the Commits API cannot. */
  readonly lease: Lease
  info: ProjectInfo | undefined
  /** Whose token it is, once it was asked. */
  user: User | undefined
}

/**
 * Opens a project. Nothing is asked yet.
 *
 * @throws FairleadError (input) where the path or an address cannot be one
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
 * Does it; what fails is explained with a cure.
 *
 * @param isKnown whether the token has seen the project, so that what is not there is something in it
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

/** The tree of a commit, with what only GitLab tells of it. */
export interface CommitTree extends Tree {
  /** The entries of one folder; none where it is not there. */
  folder(path: string): Promise<readonly FolderEntry[]>
  /** What stands at a path; undefined where nothing does. */
  entry(path: string): Promise<FolderEntry | undefined>
  /** The commit that changed a file last: GitLab's lock on it. */
  lastCommit(path: string): Promise<string | undefined>
  /** The id of the whole tree. */
  id(): Promise<string>
}

/** Asked once: its name and settings do not change while a command runs. */
export async function projectInfo(project: Project): Promise<ProjectInfo> {
  project.info ??= await project.client.get(project.at, ProjectInfo)
  return project.info
}

/** Whose token it is. */
export async function currentUser(project: Project): Promise<User> {
  project.user ??= await project.client.get('/user', User)
  return project.user
}

/** Works on all items, on at most eight at the same time. */
export const inParallel = <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> =>
  workInParallel(items, 8, work)
