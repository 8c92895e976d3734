/** Commits: lists, single commits, new commits, and comparisons. */
import { compareCommits, listHistory } from '../../git/history.ts'
import type { Commit } from '../../git/objects.ts'
import { resolveCommit } from '../../git/revisions.ts'
import { type CommitRequest, commitFilesOf } from '../commit-files.ts'
import { ApiError, badParameter, forbidden, notFound } from '../errors.ts'
import { mayPush } from '../protection.ts'
import { writeRevert } from '../revert.ts'
import { verificationOf } from '../signing.ts'
import { diffShapes, statsOf } from './diffs.ts'
import { basicMergeRequest } from './merge-request-shapes.ts'
import {
  actor,
  type Call,
  operation,
  paginate,
  paginateByToken,
  type Paging,
  type RestOperations,
} from './operation.ts'
import { pipelineShape } from './pipeline-shapes.ts'
import { commitOf, commitShape, projectHtml } from './shapes.ts'

interface ListInput extends Paging {
  readonly ref_name?: string
  readonly since?: string
  readonly until?: string
  readonly path?: string
  readonly author?: string
  readonly all?: boolean
  readonly with_stats?: boolean
  readonly first_parent?: boolean
  readonly pagination?: 'legacy' | 'keyset'
  readonly page_token?: string
}

async function history(call: Call, input: ListInput): Promise<Commit[]> {
  const { project } = call
  const { ref_name: ref = project.settings.defaultBranch, path } = input
  const [from, to] = ref.split(/\.{2,3}/)
  const tips =
    input.all === true ? [...project.state.refs.values()] : [await resolveCommit(project, to ?? ref)]
  const found = new Map<string, Commit>()
  for (const tip of tips) {
    if (tip === undefined) throw notFound('Commit')
    for (const commit of await listHistory(project.store, tip, path)) found.set(commit.oid, commit)
  }
  if (to === undefined) return [...found.values()]
  const base = await resolveCommit(project, from ?? '')
  if (base === undefined) throw notFound('Commit')
  const { ahead } = await compareCommits(project.store, base, tips[0] ?? base)
  const own = new Set(ahead.map((commit) => commit.oid))
  return [...found.values()].filter((commit) => own.has(commit.oid))
}

async function detailShape(call: Call, commit: Commit, stats: boolean) {
  const pipeline = call.project.pipelineOf(commit.oid)
  return {
    ...commitShape(call, commit),
    ...(stats ? { stats: await statsOf(call.project, commit.parents[0], commit.oid) } : {}),
    status: pipeline?.status ?? null,
    project_id: call.project.id,
    last_pipeline: pipeline === undefined ? null : pipelineShape(call, pipeline),
  }
}

const lists: RestOperations = {
  'GET /projects/{id}/repository/commits': operation(
    { level: 'reporter' },
    async (call, input: ListInput) => {
      const between = ({ committer: { date } }: Commit) =>
        (input.since === undefined || Date.parse(date) >= Date.parse(input.since)) &&
        (input.until === undefined || Date.parse(date) <= Date.parse(input.until))
      const found = (await history(call, input)).filter(between)
      const page =
        input.pagination === 'keyset'
          ? paginateByToken(call, found, input, (commit) => commit.oid)
          : paginate(call, found, input, false)
      const body = page.items.map((commit) => commitShape(call, commit))
      return { status: 200, headers: page.headers, body }
    },
  ),

  'GET /projects/{id}/repository/commits/{sha}/merge_requests': operation(
    { level: 'reporter', job: true },
    async (call, input: Paging & { sha: string; state?: string }) => {
      const { oid } = await commitOf(call.project, input.sha)
      const found = []
      for (const mergeRequest of call.project.state.mergeRequests) {
        if (input.state !== undefined && input.state !== mergeRequest.state) continue
        const { merged, versions } = mergeRequest
        const base = versions.at(-1)?.base
        const isOwn =
          base !== undefined &&
          (await call.project.contains(oid, mergeRequest.sha)) &&
          !(await call.project.contains(oid, base))
        if (isOwn || merged?.mergeCommit === oid || merged?.squashCommit === oid) found.push(mergeRequest)
      }
      const page = paginate(call, found, input)
      const body = await Promise.all(page.items.map((mergeRequest) => basicMergeRequest(call, mergeRequest)))
      return { status: 200, headers: page.headers, body }
    },
  ),
}

const single: RestOperations = {
  'GET /projects/{id}/repository/commits/{sha}': operation(
    { level: 'reporter', job: true },
    async (call, { sha, stats = true }: { sha: string; stats?: boolean }) => {
      return { status: 200, body: await detailShape(call, await commitOf(call.project, sha), stats) }
    },
  ),

  'GET /projects/{id}/repository/commits/{sha}/diff': operation(
    { level: 'reporter' },
    async (call, input: Paging & { sha: string }) => {
      const { parents, oid } = await commitOf(call.project, input.sha)
      const page = paginate(call, await diffShapes(call.project, parents[0], oid), input)
      return { status: 200, headers: page.headers, body: page.items }
    },
  ),

  'GET /projects/{id}/repository/commits/{sha}/signature': operation(
    { level: 'reporter' },
    async (call, { sha }: { sha: string }) => {
      const verification = verificationOf(await commitOf(call.project, sha))
      if (verification === undefined) throw notFound('Signature')
      const body = {
        signature_type: 'PGP',
        verification_status: verification,
        gpg_key_id: 1,
        gpg_key_primary_keyid: '0123456789ABCDEF',
        gpg_key_user_name: 'GitLab',
        gpg_key_user_email: 'noreply@gitlab.example.com',
        gpg_key_subkey_id: null,
        commit_source: 'gitaly',
      }
      return { status: 200, body }
    },
  ),
}

interface NewCommit extends CommitRequest {
  readonly start_project?: number | string
  readonly stats?: boolean
}

const create = operation({ level: 'guest' }, async (call, input: NewCommit) => {
  const { project, world } = call
  const user = actor(call)
  if (input.commit_message.trim() === '') throw badParameter('commit_message is empty')
  if (input.start_branch !== undefined && input.start_sha !== undefined) {
    throw badParameter('start_branch, start_sha are mutually exclusive')
  }
  if (input.start_project !== undefined) {
    // No project of the fake is a fork of another one.
    const other = world.project(String(input.start_project))
    throw forbidden(`Project is not included in the fork network for ${other.fullPath}`)
  }
  if (!mayPush(project.settings, input.branch, user, call.level)) {
    throw forbidden('You are not allowed to push into this branch')
  }
  const oid = await commitFilesOf(project, world.settings, user, input)
  return { status: 201, body: await detailShape(call, await project.store.commit(oid), input.stats ?? true) }
})

const revert = operation(
  { level: 'guest' },
  (call, input: { sha: string; branch: string; dry_run?: boolean }) =>
    call.project.write(async () => {
      const { project } = call
      const user = actor(call)
      if (!mayPush(project.settings, input.branch, user, call.level)) {
        throw forbidden('You are not allowed to push into this branch')
      }
      const { oid } = await commitOf(project, input.sha)
      const tip = project.branch(input.branch)
      if (tip === undefined) throw notFound('Branch')
      const made = await writeRevert(project, user, oid, tip)
      if (input.dry_run === true) return { status: 200, body: { dry_run: 'success' } }
      await project.updateRefs([{ name: `refs/heads/${input.branch}`, to: made, expected: tip }], user.id)
      return { status: 201, body: commitShape(call, await project.store.commit(made)) }
    }),
)

interface CompareInput {
  readonly from: string
  readonly to: string
  readonly straight?: boolean
}

const compare = operation({ level: 'reporter' }, async (call, input: CompareInput) => {
  const { project } = call
  const from = await commitOf(project, input.from)
  const to = await commitOf(project, input.to)
  const { ahead, mergeBase } = await compareCommits(project.store, from.oid, to.oid)
  const base = input.straight === true ? from.oid : mergeBase?.oid
  const last = ahead.at(-1)
  const body = {
    commit: last === undefined ? null : commitShape(call, last),
    commits: ahead.map((commit) => commitShape(call, commit)),
    diffs: base === undefined ? [] : await diffShapes(project, base, to.oid),
    compare_timeout: false,
    compare_same_ref: input.from === input.to,
    web_url: `${projectHtml(call)}/-/compare/${input.from}...${input.to}`,
  }
  return { status: 200, body }
})

const mergeBase = operation({ level: 'reporter' }, async (call, input: { 'refs[]': readonly string[] }) => {
  const refs = input['refs[]']
  const [first = '', second = ''] = refs
  if (refs.length < 2) throw new ApiError(400, 'Provide at least 2 refs')
  const one = await commitOf(call.project, first)
  const other = await commitOf(call.project, second)
  const { mergeBase: base } = await compareCommits(call.project.store, one.oid, other.oid)
  if (base === undefined) throw notFound('Merge Base')
  return { status: 200, body: commitShape(call, base) }
})

export const commitOperations: RestOperations = {
  ...lists,
  ...single,
  'POST /projects/{id}/repository/commits': create,
  'POST /projects/{id}/repository/commits/{sha}/revert': revert,
  'GET /projects/{id}/repository/compare': compare,
  'GET /projects/{id}/repository/merge_base': mergeBase,
}
