/** Repositories, their branches, commits, contents and rules. */
import type { RestEndpointMethodTypes } from '@octokit/rest'

import type { Need } from '../accounts.ts'
import { ApiError, notFound } from '../errors.ts'
import { diffFiles } from '../../git/diff.ts'
import { compareCommits } from '../../git/history.ts'
import { resolveCommit } from '../../git/revisions.ts'
import { protectionFor, rulesFor } from '../rules.ts'
import { type Call, operation, paginate, readContents, type RestOperations } from './operation.ts'
import { fileShape } from './pull-shapes.ts'
import { commitShape, repositoryHtml, repositoryShape, repositoryUrl } from './shapes.ts'

type Repos = RestEndpointMethodTypes['repos']

const readMetadata: Need = [{ metadata: 'read' }]

async function commitAt(call: Call, revision: string) {
  const oid = await resolveCommit(call.repository, revision)
  if (oid === undefined) throw notFound()
  return call.repository.store.commit(oid)
}

const repositories: RestOperations = {
  'repos/get': operation(readMetadata, (call) => {
    const { settings } = call.repository
    const level = call.token?.repositories?.[call.repository.fullName]?.contents
    const body = {
      ...repositoryShape(call.urls, call.repository),
      permissions: { admin: false, maintain: false, push: level === 'write', triage: false, pull: true },
      allow_auto_merge: settings.autoMergeAllowed,
      allow_merge_commit: settings.mergeCommitAllowed,
      allow_squash_merge: settings.squashMergeAllowed,
      allow_rebase_merge: settings.rebaseMergeAllowed,
      delete_branch_on_merge: settings.deleteBranchOnMerge,
      network_count: 0,
      subscribers_count: 0,
    }
    return { status: 200, body }
  }),
}

const branches: RestOperations = {
  'repos/list-branches': operation(readContents, (call, input: Repos['listBranches']['parameters']) => {
    const prefix = 'refs/heads/'
    const heads = [...call.repository.state.refs].filter(([name]) => name.startsWith(prefix)).toSorted()
    const shapes = heads.map(([ref, sha]) => {
      const name = ref.slice(prefix.length)
      const url = `${repositoryUrl(call.urls, call.repository)}/commits/${sha}`
      return { name, commit: { sha, url }, protected: protectionFor(call.repository, name) !== undefined }
    })
    const wanted = shapes.filter(
      (branch) => input.protected === undefined || branch.protected === input.protected,
    )
    const { items, headers } = paginate(call, wanted, input)
    return { status: 200, headers, body: items }
  }),
  'repos/get-branch': operation(readContents, async (call, input: Repos['getBranch']['parameters']) => {
    const oid = call.repository.branch(input.branch)
    if (oid === undefined) throw new ApiError(404, 'Branch not found')
    const self = `${repositoryUrl(call.urls, call.repository)}/branches/${input.branch}`
    const protection = protectionFor(call.repository, input.branch)
    const contexts = protection?.requiredChecks ?? []
    const body = {
      name: input.branch,
      commit: commitShape(call.urls, call.world, call.repository, await call.repository.store.commit(oid)),
      _links: { self, html: `${repositoryHtml(call.urls, call.repository)}/tree/${input.branch}` },
      protected: protection !== undefined,
      protection: {
        enabled: protection !== undefined,
        required_status_checks: {
          enforcement_level: contexts.length > 0 ? 'non_admins' : 'off',
          contexts,
          checks: [],
        },
      },
      protection_url: `${self}/protection`,
    }
    return { status: 200, body }
  }),
  'repos/get-branch-protection': operation(
    [{ administration: 'read' }],
    (call, input: Repos['getBranchProtection']['parameters']) => {
      const protection = protectionFor(call.repository, input.branch)
      if (protection === undefined) throw new ApiError(404, 'Branch not protected')
      const url = `${repositoryUrl(call.urls, call.repository)}/branches/${input.branch}/protection`
      const contexts = protection.requiredChecks ?? []
      const checks = {
        url: `${url}/required_status_checks`,
        strict: protection.strict ?? false,
        contexts,
        contexts_url: `${url}/required_status_checks/contexts`,
        checks: contexts.map((context) => ({ context, app_id: null })),
      }
      const reviews = {
        url: `${url}/required_pull_request_reviews`,
        dismiss_stale_reviews: false,
        require_code_owner_reviews: false,
        required_approving_review_count: protection.requiredApprovals ?? 0,
      }
      const body = {
        url,
        ...(contexts.length > 0 ? { required_status_checks: checks } : {}),
        ...(protection.requiredApprovals === undefined ? {} : { required_pull_request_reviews: reviews }),
        required_signatures: {
          url: `${url}/required_signatures`,
          enabled: protection.requiredSignatures ?? false,
        },
        enforce_admins: { url: `${url}/enforce_admins`, enabled: protection.bindsAdmins ?? false },
      }
      return { status: 200, body }
    },
  ),
  'repos/get-branch-rules': operation(readMetadata, (call, input: Repos['getBranchRules']['parameters']) => {
    const rules = rulesFor(call.repository, input.branch).map((rule) => ({
      type: rule.type,
      ...(rule.parameters === undefined ? {} : { parameters: rule.parameters }),
      ruleset_source_type: 'Repository',
      ruleset_source: call.repository.fullName,
      ruleset_id: 1 + call.repository.settings.rules.indexOf(rule),
    }))
    const { items, headers } = paginate(call, rules, input)
    return { status: 200, headers, body: items }
  }),
}

const commits: RestOperations = {
  'repos/get-commit': operation(readContents, async (call, input: Repos['getCommit']['parameters']) => {
    const { repository } = call
    if (repository.state.refs.size === 0) throw new ApiError(409, 'Git Repository is empty.')
    const oid = await resolveCommit(repository, input.ref)
    if (oid === undefined) throw new ApiError(422, `No commit found for SHA: ${input.ref}`)
    const commit = await repository.store.commit(oid)
    const files = await diffFiles(repository.directory, commit.parents[0], oid)
    const total = (count: 'additions' | 'deletions') => files.reduce((sum, file) => sum + file[count], 0)
    const stats = { additions: total('additions'), deletions: total('deletions') }
    const { items, headers } = paginate(call, files, input, 100)
    const body = {
      ...commitShape(call.urls, call.world, repository, commit),
      stats: { ...stats, total: stats.additions + stats.deletions },
      files: items.map((file) => fileShape(call, oid, file)),
    }
    return { status: 200, headers, body }
  }),
  'repos/compare-commits-with-basehead': operation(
    readContents,
    async (call, input: Repos['compareCommitsWithBasehead']['parameters']) => {
      const { repository, urls } = call
      const [baseName = '', headName = ''] = input.basehead.split('...')
      const base = await commitAt(call, baseName)
      const head = await commitAt(call, headName)
      const { ahead, behindBy, mergeBase } = await compareCommits(repository.store, base.oid, head.oid)
      if (mergeBase === undefined)
        throw new ApiError(404, `No common ancestor between ${baseName} and ${headName}.`)
      const shape = (commit: typeof base) => commitShape(urls, call.world, repository, commit)
      const { items, headers } = paginate(call, ahead, input, 250)
      // Only the first page contains the changed files.
      const files =
        (input.page ?? 1) > 1 ? [] : await diffFiles(repository.directory, mergeBase.oid, head.oid)
      const html = `${repositoryHtml(urls, repository)}/compare/${input.basehead}`
      const direction = behindBy > 0 ? 'behind' : 'identical'
      const body = {
        url: `${repositoryUrl(urls, repository)}/compare/${input.basehead}`,
        html_url: html,
        permalink_url: html,
        diff_url: `${html}.diff`,
        patch_url: `${html}.patch`,
        base_commit: shape(base),
        merge_base_commit: shape(mergeBase),
        status: ahead.length === 0 ? direction : behindBy > 0 ? 'diverged' : 'ahead',
        ahead_by: ahead.length,
        behind_by: behindBy,
        total_commits: ahead.length,
        commits: items.map(shape),
        files: files.slice(0, 300).map((file) => fileShape(call, head.oid, file)),
      }
      return { status: 200, headers, body }
    },
  ),
}

export const repositoryOperations: RestOperations = {
  ...repositories,
  ...branches,
  ...commits,
}
