import { Client } from './client.ts'
import type { ClientOptions } from './client.ts'
import { explain } from './explain.ts'

/** The run of a workflow that has ended, as the event of the next one tells it. */
export interface RunOfCommit {
  /** `owner/name`. */
  readonly headRepository: string
  readonly headBranch: string
  readonly headCommit: string
}

/**
 * The open pull request whose head is a run's commit: by the repository, branch and commit of the event, none of
 * which the run itself can choose. Undefined where there is none any more.
 *
 * Source: https://docs.github.com/en/rest/pulls/pulls#list-pull-requests
 *
 * @throws FairleadError as every request to GitHub
 */
export async function pullRequestOfRun(
  options: ClientOptions & {
    readonly repository: string
    readonly serverUrl: string
    readonly token: string
  },
  run: RunOfCommit,
): Promise<string | undefined> {
  const { repository, serverUrl, token } = options
  const [owner = '', repo = ''] = repository.split('/')
  const [headOwner = ''] = run.headRepository.split('/')
  try {
    const { data } = await new Client(options).rest.pulls.list({
      owner,
      repo,
      state: 'open',
      head: `${headOwner}:${run.headBranch}`,
      per_page: 100,
    })
    const found = data.find(
      ({ head }) => head.sha === run.headCommit && head.repo?.full_name === run.headRepository,
    )
    return found && String(found.number)
  } catch (error) {
    throw explain(
      error,
      { repository, serverUrl, token, isKnown: false },
      { doing: 'list pull requests', needs: 'pull requests: read' },
    )
  }
}
