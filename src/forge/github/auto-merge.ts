import { inputError, refusal } from '../../errors.ts'
import type { MergeMethod, PullRequest } from '../forge.ts'
import * as v from 'valibot'
import { anything } from '../../shapes/answer.ts'
import { once } from './client.ts'
import { failureOf, isLag, isLost } from './failures.ts'
import type { Repository } from './repository.ts'

const State = v.object({
  autoMergeAllowed: v.boolean(),
  pullRequest: v.object({
    id: v.string(),
    state: v.picklist(['OPEN', 'CLOSED', 'MERGED']),
    isDraft: v.boolean(),
    baseRefName: v.string(),
    autoMergeRequest: v.nullable(v.object({ mergeMethod: v.string() })),
    baseRef: v.nullable(
      v.object({
        // The requirements for this token; readable without special permissions.
        refUpdateRule: v.nullable(
          v.object({
            requiredApprovingReviewCount: v.nullable(v.number()),
            requiredStatusCheckContexts: v.nullable(v.array(v.string())),
            requiresCodeOwnerReviews: v.boolean(),
            requiresConversationResolution: v.boolean(),
          }),
        ),
        // The whole protection, for tokens that may read it.
        branchProtectionRule: v.nullable(
          v.object({ requiresApprovingReviews: v.boolean(), requiresStatusChecks: v.boolean() }),
        ),
      }),
    ),
  }),
})
type State = v.InferOutput<typeof State>

const query = `query autoMergeState($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) {
    autoMergeAllowed
    pullRequest(number: $number) {
      id state isDraft baseRefName
      autoMergeRequest { mergeMethod }
      baseRef {
        refUpdateRule {
          requiredApprovingReviewCount requiredStatusCheckContexts
          requiresCodeOwnerReviews requiresConversationResolution
        }
        branchProtectionRule { requiresApprovingReviews requiresStatusChecks }
      }
    }
  }
}`

const mutation = `mutation enableAutoMerge($input: EnablePullRequestAutoMergeInput!) {
  enablePullRequestAutoMerge(input: $input) { pullRequest { number } }
}`

/** The rules of a ruleset that a merge waits for. A rule about reviews is one only if it requires any. */
const waitingRules: ReadonlySet<string> = new Set([
  'required_status_checks',
  'required_deployments',
  'merge_queue',
  'workflows',
  'code_scanning',
])

/**
 * Enables auto-merge: GitHub merges the pull request when everything that its base requires is met.
 *
 * @throws FairleadError (refused) if nothing is required, or all of it is met already; (input) if the repository does
 *   not allow it
 */
export async function enableAutoMerge(
  repository: Repository,
  pullRequest: PullRequest,
  method: MergeMethod,
): Promise<void> {
  const { client, name } = repository
  const number = Number(pullRequest.number)
  const { autoMergeAllowed, pullRequest: pull } = await readState(repository, number)
  if (pull.autoMergeRequest !== null || pull.state === 'MERGED') return
  if (!autoMergeAllowed)
    throw inputError(`${name} does not allow auto-merge`, {
      hint: 'Select "Allow auto-merge" in its Settings > General.',
    })
  if (pull.isDraft)
    throw inputError(`pull request ${number} is a draft, and GitHub does not auto-merge drafts`, {
      hint: 'Remove auto-merge or draft.',
    })
  if (!isProtected(pull.baseRef) && !(await hasWaitingRule(repository, pull.baseRefName)))
    throw refusal(
      `"${pull.baseRefName}" requires nothing before a merge, so the pull request would be merged immediately`,
      {
        hint: 'Require a review or a status check for this branch, or remove auto-merge.',
      },
    )
  const input = {
    pullRequestId: pull.id,
    mergeMethod: method.toUpperCase(),
    expectedHeadOid: pullRequest.head,
  }
  try {
    await client.retry(
      async () => {
        await client.graphql(anything, mutation, { input }, once)
        return true
      },
      {
        find: async () => {
          const { state, autoMergeRequest } = (await readState(repository, number)).pullRequest
          return autoMergeRequest !== null || state === 'MERGED' ? true : undefined
        },
        // Right after a push, GitHub does not know yet whether the pull request can be merged.
        again: (failure) => isLost(failure) || isLag(failure) || /unknown status/i.test(failure.reason),
      },
    )
  } catch (error) {
    throw asRefusal(error, number, method)
  }
}

/** Reads the state of a pull request; a new one may not be available everywhere yet. */
async function readState({ client, at }: Repository, number: number): Promise<State> {
  const ask = () =>
    client.graphql(
      v.object({ repository: State }),
      query,
      { ...at, number },
      // Only administrators may read the whole protection.
      { tolerate: ({ path = [] }) => path.includes('branchProtectionRule') },
    )
  const answer = await client.retry(ask, { again: (failure) => isLag(failure) })
  return answer.repository
}

function isProtected(base: State['pullRequest']['baseRef']): boolean {
  const { refUpdateRule: rule, branchProtectionRule: protection } = base ?? {}
  return (
    (rule?.requiredApprovingReviewCount ?? 0) > 0 ||
    (rule?.requiredStatusCheckContexts ?? []).length > 0 ||
    rule?.requiresCodeOwnerReviews === true ||
    rule?.requiresConversationResolution === true ||
    protection?.requiresApprovingReviews === true ||
    protection?.requiresStatusChecks === true
  )
}

async function hasWaitingRule({ client, at }: Repository, branch: string): Promise<boolean> {
  const { data } = await client.rest.repos.getBranchRules({ ...at, branch, per_page: 100 })
  return data.some((rule) => {
    if (rule.type !== 'pull_request') return waitingRules.has(rule.type)
    const { parameters } = rule
    return (
      (parameters?.required_approving_review_count ?? 0) > 0 ||
      parameters?.require_code_owner_review === true ||
      parameters?.required_review_thread_resolution === true
    )
  })
}

/** Returns the error for a refusal. GitHub has one type of error for all of them, so only the messages differ. */
function asRefusal(error: unknown, number: number, method: MergeMethod): unknown {
  const failure = failureOf(error)
  if (failure?.status !== 422) return error
  if (/clean status/i.test(failure.reason))
    return refusal(
      `pull request ${number} already meets all requirements: auto-merge would merge it immediately`,
      {
        hint: 'Merge it manually.',
      },
    )
  if (/merge method/i.test(failure.reason))
    return inputError(`this repository does not allow the merge method "${method}"`, {
      hint: 'Choose another merge method, or allow it in Settings > General of the repository.',
    })
  return refusal(`GitHub refused to enable auto-merge for pull request ${number}: ${failure.reason}`)
}
