import { refusal, remoteError } from '../../errors.ts'
import type { MergedCommit, MergeMethod, MergeRules, Merging } from '../merging.ts'
import { ownMerge, reachOf } from '../own-merge.ts'
import type { OwnMerge } from '../own-merge.ts'
import { GateFacts } from './approvals/facts.ts'
import { once } from './client.ts'
import { failureOf } from './failures.ts'
import { rulesOfMerge } from './merge-rules.ts'
import { readBranch } from './refs.ts'
import { explained } from './repository.ts'
import type { Repository } from './repository.ts'

/** A pull request and its target. */
export interface GitHubMerge {
  /** The number of the pull request. */
  readonly number: string
  /** The target branch. */
  readonly base: string
  /** The checkout whose commits are judged. */
  readonly git: OwnMerge['git']
}

/**
 * Opens the merge of a pull request on GitHub.
 *
 * @param settings the repository with a token that may read the classic protection of a branch
 */
export function openGitHubMerging(
  repository: Repository,
  settings: Repository,
  { number, base, git }: GitHubMerge,
): Merging {
  const { client, at, name, serverUrl, token = '' } = repository
  const request = `#${number}`
  const pull_number = Number(number)
  const read = () => client.rest.pulls.get({ ...at, pull_number })
  const reading = { doing: `read the pull request ${request}`, needs: 'pull requests: read' }
  const contents = { doing: `read ${base}`, needs: 'contents: read' }
  const pair = Buffer.from(`x-access-token:${token}`).toString('base64')
  return {
    request,
    base,
    // Not cached: the settings may change while a change is rendered.
    rules: (): Promise<MergeRules> => rulesOfMerge(new GateFacts(repository, settings), base),
    async standing() {
      const { data } = await explained(repository, reading, read, true)
      const { state, draft, merged, merge_commit_sha: commit, head } = data
      return {
        tip: await explained(repository, contents, () => readBranch(repository, base), true),
        request: {
          state: merged ? 'merged' : state !== 'open' ? 'closed' : draft === true ? 'draft' : 'open',
          head: head.sha,
          base: data.base.ref,
          // For an open request, this is the trial merge.
          merged: merged ? (commit ?? undefined) : undefined,
        },
      }
    },
    commit: (id) =>
      explained(repository, contents, async (): Promise<MergedCommit | undefined> => {
        try {
          const { data } = await client.rest.git.getCommit({ ...at, commit_sha: id })
          return { id: data.sha, tree: data.tree.sha, parents: data.parents.map(({ sha }) => sha) }
        } catch (error) {
          if (failureOf(error)?.status === 404) return undefined
          throw error
        }
      }),
    contains: (tip, commit) =>
      explained(repository, contents, async () => {
        try {
          const basehead = `${commit}...${tip}`
          const { data } = await client.rest.repos.compareCommitsWithBasehead({
            ...at,
            basehead,
            per_page: 1,
          })
          return data.status === 'ahead' || data.status === 'identical'
        } catch (error) {
          // The commit exists only on this machine.
          if (failureOf(error)?.status === 404) return false
          throw error
        }
      }),
    merge: (head, method) =>
      explained(
        repository,
        { doing: `merge ${request}`, needs: 'contents: write' },
        async () => {
          try {
            await client.rest.pulls.merge({
              ...at,
              ...once,
              pull_number,
              ...(head !== undefined && { sha: head }),
              merge_method: methodOf(method),
            })
          } catch (error) {
            throw asRefusal(error, request)
          }
        },
        true,
      ),
    ...ownMerge({
      git,
      branch: base,
      reach: async () =>
        reachOf(`${serverUrl}/${name}.git`, { url: `${serverUrl}/`, value: `Basic ${pair}` }),
      // The message is GitHub's own, without the title: the author of the title could add `[skip ci]` to it.
      message: async () => {
        const { head } = (await explained(repository, reading, read, true)).data
        return `Merge pull request ${request} from ${head.label.replace(':', '/')}`
      },
    }),
    async now() {
      const { headers } = await explained(repository, contents, () => client.rest.repos.get(at))
      const now = Date.parse(headers.date ?? '')
      if (!Number.isNaN(now)) return now
      throw remoteError('the response of GitHub has no Date header', {
        hint: 'Check whether a proxy removes this header.',
      })
    },
  }
}

function methodOf(method: MergeMethod): 'merge' | 'squash' | 'rebase' {
  return method === 'fast-forward' ? 'rebase' : method
}

/**
 * Turns GitHub's refusal to merge into an error. 409: the head is another commit. 405: all other reasons, with
 * messages that change. If the request lacks the tip of a base with a strict rule, the message is `1 of 1 required
 * status checks are expected`; if its base moved at that moment, it is `Base branch was modified`.
 *
 * Source: https://docs.github.com/en/rest/pulls/pulls#merge-a-pull-request
 */
function asRefusal(error: unknown, request: string): unknown {
  const failure = failureOf(error)
  if (failure === undefined || failure.isRateLimit || failure.isSaml) return error
  if (failure.status === 409)
    return refusal(
      `GitHub did not merge ${request} because its head is now another commit: ${failure.reason}`,
      {
        hint: 'Start a new run: it judges the newest commit.',
      },
    )
  if (failure.status !== 405 && failure.status !== 422) return error
  const waits = /status checks? .*(expected|in progress|pending|failing)/i.test(failure.reason)
  return refusal(`GitHub did not merge ${request}: ${failure.reason}`, {
    hint: waits
      ? 'GitHub answers this if checks are missing or if the branch is behind its base. Update the branch, wait until its checks pass, and start a new run. The job of the gate itself cannot be a required check, because it would wait for itself.'
      : 'See the bottom of the pull request page for what it waits for, and start a new run.',
  })
}
