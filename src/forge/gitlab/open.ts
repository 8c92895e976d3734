import { Client, part } from './client.ts'
import type { ClientOptions } from './client.ts'
import { explain } from './explain.ts'
import type { Attempt } from './explain.ts'
import type { User } from './project.ts'
import { isJobToken, noJobToken, noToken } from './token.ts'
import type { TokenNeed } from './token.ts'

/** What it takes to work on a project for one purpose, beside the forge. */
export interface GitLabProjectOptions extends Omit<ClientOptions, 'token' | 'isJobToken' | 'patience'> {
  /** The path of the project with all its groups, or its id. */
  readonly repository: string
  readonly token: string
  /** For messages: `https://gitlab.com`. */
  readonly serverUrl: string
  /** CI_JOB_TOKEN, where there is one. */
  readonly jobToken?: string | undefined
}

/** A project for a port beside the forge. */
export interface OpenedProject {
  readonly client: Client
  /** `/projects/acme%2Finfra`. */
  readonly at: string
  user: User | undefined
  /** Does it; what fails is explained with a cure. */
  explained<T>(attempt: Attempt, work: () => Promise<T>): Promise<T>
}

/**
 * Opens a project; nothing is asked yet.
 *
 * @param need what the token has to be; left out where a job's own one will do
 * @throws FairleadError (input) where the token cannot be one
 */
export function openProject(options: GitLabProjectOptions, need?: TokenNeed): OpenedProject {
  const { repository, token, serverUrl, jobToken } = options
  const isJob = isJobToken(token, jobToken)
  if (need && token.trim() === '') throw noToken(repository, need)
  if (need && isJob) throw noJobToken(repository, need)
  const place = { project: repository, serverUrl, token, isKnown: true }
  return {
    client: new Client({ ...options, isJobToken: isJob }),
    at: `/projects/${part(repository)}`,
    user: undefined,
    async explained(attempt, work) {
      try {
        return await work()
      } catch (error) {
        throw explain(error, place, attempt)
      }
    },
  }
}
