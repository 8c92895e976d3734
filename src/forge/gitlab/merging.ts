import { inputError, refusal, remoteError } from '../../errors.ts'
import type { Git } from '../../git/git.ts'
import { anything } from '../../shapes/answer.ts'
import type { MergeMethod, MergeRules, Merging, Standing } from '../merging.ts'
import { ownMerge } from '../own-merge.ts'
import { Branch, Commit, Comparison, ProjectInfo, Version } from './api.ts'
import type { MergeRequest } from './api.ts'
import { untilKnown } from './auto-merge.ts'
import { readBranch } from './branches.ts'
import { part } from './client.ts'
import { committerOf } from './committer.ts'
import type { Attempt } from './explain.ts'
import { GitlabFailure } from './failures.ts'
import { treeOf } from './gitlab-tree.ts'
import { readMergeRequest } from './merge-requests.ts'
import { explained, projectInfo } from './project.ts'
import type { Project } from './project.ts'

/** A merge request and its target. */
export interface GitLabMerge {
  /** The number of the merge request in its project. */
  readonly number: string
  /** The target branch. */
  readonly base: string
  /** The checkout whose commits are judged. */
  readonly git: Git
}

const reading: Attempt = { doing: 'read the merge request', role: 'Reporter', scope: 'read_api' }
const merging: Attempt = { doing: 'merge', role: 'Developer', scope: 'api' }

/** Opens the merge of a merge request on GitLab. */
export function openGitLabMerging(project: Project, { number, base, git }: GitLabMerge): Merging {
  const { client, at } = project
  const iid = Number(number)
  const request = `!${number}`
  const seen = <T>(work: () => Promise<T>) => explained(project, reading, work, true)
  return {
    request,
    base,
    rules: () => mergeRulesOf(project, base),
    standing: () =>
      seen(async () => {
        const found = await readMergeRequest(project, iid)
        return { tip: (await readBranch(project, base))?.id, request: standingOf(found) }
      }),
    commit: (id) =>
      seen(async () => {
        const found = await client.find(`${at}/repository/commits/${part(id)}`, Commit)
        return found && { id: found.id, parents: found.parent_ids, tree: await treeOf(project, id).id() }
      }),
    contains: (tip, commit) =>
      seen(async () => {
        try {
          const query = { from: tip, to: commit }
          return (await client.get(`${at}/repository/compare`, Comparison, query)).commits.length === 0
        } catch (error) {
          // The commit exists only on this machine.
          if (error instanceof GitlabFailure && error.status === 404) return false
          throw error
        }
      }),
    merge: (head, method) =>
      explained(
        project,
        merging,
        async () => {
          // Just after a push, GitLab does not know yet whether the request can be merged, and responds with 405.
          const { detailed_merge_status: status } = await untilKnown(project, iid)
          const squash = method === 'squash'
          const body = { ...(head !== undefined && { sha: head }), squash }
          try {
            await client.request('PUT', `${at}/merge_requests/${iid}/merge`, anything, { body, once: true })
          } catch (error) {
            throw asRefusal(error, { request, base, status: status ?? '' })
          }
        },
        true,
      ),
    ...ownMerge({
      git,
      branch: base,
      reach: () => project.lease.reach(),
      author: () => seen(() => committerOf(project)),
      // The message is GitLab's own, without the title: the author of the title could add `[skip ci]` to it.
      message: () =>
        seen(async () => {
          const { source_branch: source } = await readMergeRequest(project, iid)
          const path = (await projectInfo(project)).path_with_namespace
          return `Merge branch '${source}' into '${base}'\n\nSee merge request ${path}${request}`
        }),
    }),
    now: () =>
      seen(async () => {
        const { headers } = await client.request('GET', at, ProjectInfo)
        const now = Date.parse(headers['date'] ?? '')
        if (!Number.isNaN(now)) return now
        throw remoteError('the response of GitLab has no Date header', {
          hint: 'Check whether a proxy removes this header.',
        })
      }),
  }
}

/**
 * Reads a project's settings for merges into a branch. A fast-forward and a semi-linear merge are refused unless the
 * request contains the tip of its target, or the project lets GitLab rebase it at the merge.
 *
 * Source: https://docs.gitlab.com/user/project/merge_requests/methods/, and
 * app/services/merge_requests/merge_strategies/from_source_branch.rb of GitLab
 */
export async function mergeRulesOf(
  project: Pick<Project, 'client' | 'at' | 'name'>,
  base: string,
): Promise<MergeRules> {
  const { client, at, name } = project
  const settings = 'Settings > Merge requests'
  const {
    merge_method: merges,
    merge_trains_enabled: trains,
    squash_option: squashes,
    automatic_rebase_enabled: rebases,
  } = await client.get(at, ProjectInfo)
  const isForward = merges === 'ff' || merges === 'rebase_merge'
  const own: MergeMethod = merges === 'ff' ? 'fast-forward' : 'merge'
  const branch = await client.find(`${at}/repository/branches/${part(base)}`, Branch)
  const mayPush = branch?.can_push
  return {
    queue:
      trains === true
        ? {
            message: `${name} uses merge trains, which decide what a request is merged onto. The gate cannot lock that.`,
            cure: `Remove merge: true and let the train merge, or clear "Enable merge trains" at ${settings}.`,
          }
        : undefined,
    upToDate: isForward
      ? await straightOf(client, { rebases, base, method: merges === 'ff' ? FORWARD : SEMI_LINEAR, name })
      : { word: 'no', message: `The merge method of ${name} also accepts branches that are behind ${base}.` },
    methods: squashes === 'always' ? ['squash'] : [own],
    push: {
      word: mayPush === true ? 'yes' : mayPush === false ? 'no' : 'unread',
      message:
        mayPush === true
          ? `This token can push to ${base}.`
          : mayPush === false
            ? `This token cannot push to ${base}.`
            : `GitLab does not report whether this token can push to ${base}.`,
      cure: `Choose the merge method "Merge commit with semi-linear history" or "Fast-forward merge" at ${settings}, or allow the account of this token to push to ${base} (Settings > Repository > Protected branches).`,
    },
  }
}

const FORWARD = 'fast-forward'
const SEMI_LINEAR = 'merge commit with semi-linear history'

interface Straight {
  readonly rebases: boolean | null | undefined
  readonly base: string
  readonly method: string
  readonly name: string
}

/**
 * Reports whether a branch must contain the tip of its target. Since 18.9, GitLab may rebase a branch that is behind
 * its target when it is merged; since 19.4, it reports this setting.
 */
async function straightOf(
  client: Project['client'],
  { rebases, base, method, name }: Straight,
): Promise<MergeRules['upToDate']> {
  if (rebases === true)
    return {
      word: 'no',
      message: `GitLab automatically rebases branches that are behind ${base} when it merges them: "Automatic rebase" of ${name} is on.`,
    }
  if (typeof rebases !== 'boolean' && mayRebase((await client.get('/version', Version)).version))
    return {
      word: 'unread',
      message: `This GitLab does not report whether it automatically rebases branches that are behind ${base} when it merges them.`,
    }
  return {
    word: 'yes',
    message: `GitLab merges into ${base} only branches that contain its newest commit: the merge method of ${name} is ${method}.`,
  }
}

function mayRebase(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return !(major < 18 || (major === 18 && minor < 9))
}

function standingOf(found: MergeRequest): NonNullable<Standing['request']> {
  const { state, draft, sha, target_branch: base } = found
  const merged = found.merge_commit_sha ?? found.squash_commit_sha ?? sha ?? undefined
  return {
    state:
      state === 'merged'
        ? 'merged'
        : state !== 'opened' && state !== 'locked'
          ? 'closed'
          : draft === true
            ? 'draft'
            : 'open',
    head: sha ?? undefined,
    base,
    // A fast-forward creates no merge commit: the head itself was merged.
    merged: state === 'merged' ? merged : undefined,
  }
}

/**
 * Turns GitLab's refusal to merge into an error, by its status only.
 *
 * Source: https://docs.gitlab.com/api/merge_requests/#merge-a-merge-request
 */
function asRefusal(
  error: unknown,
  { request, base, status }: { readonly request: string; readonly base: string; readonly status: string },
): unknown {
  if (!(error instanceof GitlabFailure)) return error
  const why = status === '' || status === 'mergeable' ? '' : ` (${status})`
  switch (error.status) {
    case 401:
    case 403:
      return inputError(`the token has no permission to merge ${request} into ${base}: ${error.reason}`, {
        hint: 'Allow its role to merge into this branch: Settings > Repository > Protected branches.',
      })
    case 405:
      return refusal(`GitLab does not merge ${request} at the moment${why}: ${error.reason}`, {
        hint: 'The merge request is behind its target, is a draft, or waits for a pipeline, a thread or an approval. See its page, and start a new run.',
      })
    case 406:
    case 422:
      return refusal(`GitLab cannot merge ${request}${why}: ${error.reason}`, {
        hint: `The merge request conflicts with ${base} or is behind it. Rebase it, and start a new run.`,
      })
    case 409:
      return refusal(
        `GitLab did not merge ${request} because its head is now another commit: ${error.reason}`,
        {
          hint: 'Start a new run: it judges the newest commit.',
        },
      )
    default:
      return error
  }
}
