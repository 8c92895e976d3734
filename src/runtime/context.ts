import { gitlabChange } from './gitlab-event.ts'
import type { JobChange } from './job-change.ts'
import type { FinishedRun, JobEvent, RequestContext } from './job-event.ts'

/** What the CI system says about the job; nothing is known where Fairlead runs outside of one. */
export interface JobContext {
  readonly present: boolean
  /** The address of the forge that runs the job, for links, with no slash at the end. */
  readonly serverUrl: string | undefined
  /** The repository that the job runs for: `acme/web`. */
  readonly repository: string | undefined
  /** The commit that the job runs for. */
  readonly commit: string | undefined
  /** Where a person sees this run. */
  readonly runUrl: string | undefined
  readonly eventName: string | undefined
  /** Workflow and job, or the job of a pipeline: what tells it from the others that run for one request. */
  readonly name: string | undefined
  /** Who started it. */
  readonly actor: string | undefined
}

/** What commands may need to know of the environment, as plain data. */
export interface Context {
  readonly job: JobContext
  readonly request: RequestContext | undefined
  readonly finishedRun: FinishedRun | undefined
  /** What the job's event says of the change that it runs for; undefined outside of a job. */
  readonly change: JobChange | undefined
  /** GitHub's addresses: those of a GitHub Enterprise Server in its jobs, else of github.com. No slash at the end. */
  readonly serverUrl: string
  readonly apiUrl: string
  readonly graphqlUrl: string
  /** What requests to GitHub say of who asks; in a job it tells GitHub which run that is. */
  readonly userAgent: string
  /** Those of the GitLab that runs the job, else of gitlab.com. No slash at the end. */
  readonly gitlab: { readonly serverUrl: string; readonly apiUrl: string }
  /** The folder that relative paths start from. */
  readonly workspace: string
  /**
   * GITHUB_TOKEN, where it is set: in a job mostly the job's own token. Whether the input `token` holds that
   * one cannot be known otherwise: an App's token looks the same.
   */
  readonly githubToken: string | undefined
  /** Whether stacks of bugs are printed. */
  readonly debug: boolean
  /** What child processes such as git inherit. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Who asks, outside of a job of GitHub. */
export const USER_AGENT = 'fairlead'

/** What GitHub's own package reads of a job. */
export type RunnerFacts = Partial<Pick<Context, 'serverUrl' | 'apiUrl' | 'graphqlUrl' | 'userAgent'>>

/**
 * Reads the context out of environment variables. Variables of a job count only inside one: on a laptop a
 * forgotten GITHUB_SHA must not reach a pull request.
 *
 * @param environment the variables
 * @param workspace the folder that relative paths start from
 * @param event what the job's event says
 * @param runner goes before the variables
 */
export function readContext(
  environment: Context['environment'],
  workspace: string,
  event: JobEvent = {},
  runner: RunnerFacts = {},
): Context {
  const read = (name: string) => environment[name]?.trim() || undefined
  const plain = (address: string) => address.replace(/(?<!\/)\/+$/, '')
  const serverUrl = plain(runner.serverUrl || (read('GITHUB_SERVER_URL') ?? 'https://github.com'))
  return {
    job: jobOf(read, serverUrl, event.commit),
    request: event.request ?? mergeRequestOf(read),
    finishedRun: event.finishedRun,
    change: event.change ?? (read('GITLAB_CI') === 'true' ? gitlabChange(read) : undefined),
    serverUrl,
    apiUrl: plain(runner.apiUrl || (read('GITHUB_API_URL') ?? 'https://api.github.com')),
    graphqlUrl: plain(runner.graphqlUrl || (read('GITHUB_GRAPHQL_URL') ?? 'https://api.github.com/graphql')),
    userAgent: runner.userAgent ?? USER_AGENT,
    gitlab: gitlabOf(read),
    workspace,
    githubToken: read('GITHUB_TOKEN'),
    debug: read('RUNNER_DEBUG') === '1' || read('FAIRLEAD_DEBUG') !== undefined,
    environment,
  }
}

/** Source: https://docs.gitlab.com/ci/variables/predefined_variables/ */
function gitlabOf(read: (name: string) => string | undefined): Context['gitlab'] {
  const address = (name: string) => read(name)?.replace(/(?<!\/)\/+$/, '') || undefined
  const apiUrl = address('CI_API_V4_URL')
  const serverUrl = address('CI_SERVER_URL') ?? apiUrl?.replace(/\/api\/v4$/, '') ?? 'https://gitlab.com'
  return { serverUrl, apiUrl: apiUrl ?? `${serverUrl}/api/v4` }
}

/** The merge request of a GitLab pipeline. */
function mergeRequestOf(read: (name: string) => string | undefined): RequestContext | undefined {
  const number = read('GITLAB_CI') === 'true' ? read('CI_MERGE_REQUEST_IID') : undefined
  if (number === undefined) return undefined
  return {
    number,
    base: read('CI_MERGE_REQUEST_TARGET_BRANCH_NAME'),
    repository: read('CI_MERGE_REQUEST_PROJECT_PATH'),
    head: read('CI_MERGE_REQUEST_SOURCE_BRANCH_SHA') ?? read('CI_COMMIT_SHA'),
    isFork: read('CI_MERGE_REQUEST_SOURCE_PROJECT_PATH') !== read('CI_MERGE_REQUEST_PROJECT_PATH'),
  }
}

/**
 * The job, as GitHub Actions or GitLab tells it.
 * Sources: https://docs.github.com/en/actions/reference/workflows-and-actions/variables and
 * https://docs.gitlab.com/ci/variables/predefined_variables/
 */
function jobOf(
  read: (name: string) => string | undefined,
  githubUrl: string,
  commit: string | undefined,
): JobContext {
  if (read('GITHUB_ACTIONS') === 'true') {
    const repository = read('GITHUB_REPOSITORY')
    const run = read('GITHUB_RUN_ID')
    return {
      present: true,
      serverUrl: githubUrl,
      repository,
      commit: commit ?? read('GITHUB_SHA'),
      runUrl: repository && run && `${githubUrl}/${repository}/actions/runs/${run}`,
      eventName: read('GITHUB_EVENT_NAME'),
      name:
        [read('GITHUB_WORKFLOW'), read('GITHUB_JOB')].filter((part) => part !== undefined).join('/') ||
        undefined,
      actor: read('GITHUB_ACTOR'),
    }
  }
  if (read('GITLAB_CI') === 'true')
    return {
      present: true,
      serverUrl: read('CI_SERVER_URL')?.replace(/(?<!\/)\/+$/, ''),
      repository: read('CI_PROJECT_PATH'),
      // In a pipeline of merged results CI_COMMIT_SHA is a trial merge; the first is empty in all others.
      commit: commit ?? read('CI_MERGE_REQUEST_SOURCE_BRANCH_SHA') ?? read('CI_COMMIT_SHA'),
      runUrl: read('CI_PIPELINE_URL'),
      eventName: read('CI_PIPELINE_SOURCE'),
      name: read('CI_JOB_NAME'),
      actor: read('GITLAB_USER_LOGIN'),
    }
  return {
    present: false,
    serverUrl: undefined,
    repository: undefined,
    commit: undefined,
    runUrl: undefined,
    eventName: undefined,
    name: undefined,
    actor: undefined,
  }
}
