import { gitlabChange } from './gitlab-event.ts'
import type { JobChange } from './job-change.ts'
import type { FinishedRun, JobEvent, RequestContext } from './job-event.ts'

/** The job as the CI system describes it; nothing is known when Fairlead runs outside of a job. */
export interface JobContext {
  readonly present: boolean
  /** The address of the forge that runs the job, used for links; it does not end with a slash. */
  readonly serverUrl: string | undefined
  /** The repository that the job runs for: `acme/web`. */
  readonly repository: string | undefined
  /** The commit that the job runs for. */
  readonly commit: string | undefined
  /** The page of this run. */
  readonly runUrl: string | undefined
  readonly eventName: string | undefined
  /**
   * The workflow and job, or the job of a pipeline. It distinguishes the job from the others that run for one
   * request.
   */
  readonly name: string | undefined
  /** The user who started the job. */
  readonly actor: string | undefined
}

/** The facts about the environment that commands may need, as plain data. */
export interface Context {
  readonly job: JobContext
  readonly request: RequestContext | undefined
  readonly finishedRun: FinishedRun | undefined
  /** The change that the job runs for, from the job's event; undefined outside of a job. */
  readonly change: JobChange | undefined
  /**
   * The addresses of GitHub: in a job of a GitHub Enterprise Server those of the server, otherwise those of
   * github.com. They do not end with a slash.
   */
  readonly serverUrl: string
  readonly apiUrl: string
  readonly graphqlUrl: string
  /** The user agent of requests to GitHub. In a job it identifies the run. */
  readonly userAgent: string
  /** The addresses of the GitLab that runs the job, otherwise those of gitlab.com. They do not end with a slash. */
  readonly gitlab: { readonly serverUrl: string; readonly apiUrl: string }
  /** The folder that relative paths are relative to. */
  readonly workspace: string
  /**
   * GITHUB_TOKEN, if it is set: in a job this is usually the job's own token. Without it there is no way to know if
   * the input `token` holds the job's token, because the token of a GitHub App looks the same.
   */
  readonly githubToken: string | undefined
  /** Whether stack traces of bugs are printed. */
  readonly debug: boolean
  /** The variables that child processes such as git inherit. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** The user agent outside of a GitHub job. */
export const USER_AGENT = 'fairlead'

/** The facts that GitHub's own package reads from a job. */
export type RunnerFacts = Partial<Pick<Context, 'serverUrl' | 'apiUrl' | 'graphqlUrl' | 'userAgent'>>

/**
 * Reads the context from environment variables. The variables of a job count only inside one, so that a forgotten
 * GITHUB_SHA on a laptop does not reach a pull request.
 *
 * @param environment the variables
 * @param workspace the folder that relative paths are relative to
 * @param event the facts from the job's event
 * @param runner takes precedence over the variables
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

/**
 * Returns the addresses of GitLab.
 *
 * Source: https://docs.gitlab.com/ci/variables/predefined_variables/
 */
function gitlabOf(read: (name: string) => string | undefined): Context['gitlab'] {
  const address = (name: string) => read(name)?.replace(/(?<!\/)\/+$/, '') || undefined
  const apiUrl = address('CI_API_V4_URL')
  const serverUrl = address('CI_SERVER_URL') ?? apiUrl?.replace(/\/api\/v4$/, '') ?? 'https://gitlab.com'
  return { serverUrl, apiUrl: apiUrl ?? `${serverUrl}/api/v4` }
}

/** Returns the merge request of a GitLab pipeline. */
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
 * Returns the job as GitHub Actions or GitLab describes it.
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
      // In a merged results pipeline, CI_COMMIT_SHA is a trial merge. The first variable is empty in all other
      // pipelines.
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
