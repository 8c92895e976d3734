import { inputError } from '../../errors.ts'
import { explained } from './repository.ts'
import type { Repository } from './repository.ts'

/** A workflow run that has ended, as the event of the next run describes it. */
export interface RunOfCommit {
  /** `owner/name`. */
  readonly headRepository: string
  readonly headBranch: string
  readonly headCommit: string
}

/**
 * Returns the open pull request whose head is a run's commit: by the repository, branch and commit of the event,
 * which the run itself cannot choose. Returns undefined if there is none. One branch may have pull requests into
 * several others: then the one into `base` is used, or by default the one into the default branch.
 *
 * Source: https://docs.github.com/en/rest/pulls/pulls#list-pull-requests
 *
 * @throws FairleadError as every request to GitHub; (input) if there are several, and none targets the default branch
 */
export async function pullRequestOfRun(
  repository: Repository,
  run: RunOfCommit,
  base?: string,
): Promise<string | undefined> {
  const { client, at } = repository
  const [headOwner = ''] = run.headRepository.split('/')
  const attempt = { doing: 'list pull requests', needs: 'pull requests: read' }
  const data = await explained(repository, attempt, async () => {
    const head = `${headOwner}:${run.headBranch}`
    return (await client.rest.pulls.list({ ...at, state: 'open', head, per_page: 100 })).data
  })
  const found = data.filter(
    ({ head }) => head.sha === run.headCommit && head.repo?.full_name === run.headRepository,
  )
  const into = (branch: string) => found.find(({ base: { ref } }) => ref === branch)
  const [first, ...others] = found
  const one =
    base !== undefined
      ? into(base)
      : first && others.length > 0
        ? into(first.base.repo.default_branch)
        : first
  if (!one && base === undefined && found.length > 0)
    throw inputError(
      `${found.length} open pull requests have this head commit (${found.map(({ number }) => `#${number}`).join(', ')}), and none targets the default branch`,
      { hint: 'Set base to the target branch of the right one.' },
    )
  return one && String(one.number)
}
