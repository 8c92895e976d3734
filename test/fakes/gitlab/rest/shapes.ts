/** People, commits, branches and projects in the format of GitLab's entities. */
import { type Comparison, listHistory } from '../../git/history.ts'
import type { Commit } from '../../git/objects.ts'
import { resolveCommit } from '../../git/revisions.ts'
import { accessLevels, type User } from '../accounts.ts'
import { notFound } from '../errors.ts'
import type { FakeProject } from '../project.ts'
import { levelOf, mayPush, protectionsOf } from '../protection.ts'
import type { Call } from './operation.ts'

export const projectHtml = (call: Call) => `${call.urls.html}/${call.project.fullPath}`

export function basicUser(call: Call, user: User) {
  return {
    id: user.id,
    username: user.username,
    public_email: '',
    name: user.name,
    state: 'active',
    locked: false,
    avatar_url: null,
    web_url: `${call.urls.html}/${user.username}`,
  }
}

export function userById(call: Call, id: number | null | undefined) {
  const user = id === null || id === undefined ? undefined : call.world.accounts.byId(id)
  return user === undefined ? null : basicUser(call, user)
}

/** Formats the times of git with the time zone that GitLab adds. */
const gitTime = (date: string) => date.replace('Z', '.000+00:00')

export function commitShape(call: Call, commit: Commit) {
  return {
    id: commit.oid,
    short_id: commit.oid.slice(0, 8),
    created_at: gitTime(commit.committer.date),
    parent_ids: commit.parents,
    title: commit.message.split('\n')[0] ?? '',
    message: commit.message,
    author_name: commit.author.name,
    author_email: commit.author.email,
    authored_date: gitTime(commit.author.date),
    committer_name: commit.committer.name,
    committer_email: commit.committer.email,
    committed_date: gitTime(commit.committer.date),
    trailers: trailersOf(commit.message),
    extended_trailers: {},
    web_url: `${projectHtml(call)}/-/commit/${commit.oid}`,
  }
}

function trailersOf(message: string): Record<string, string> {
  const last =
    message
      .trimEnd()
      .split(/\n\s*\n/)
      .at(-1) ?? ''
  const found = [...last.matchAll(/^([A-Za-z][\w-]*): (.*)$/gm)]
  return Object.fromEntries(found.map(([, name = '', value = '']) => [name, value]))
}

/** @throws ApiError 404 if the commit, branch or tag does not exist */
export async function commitOf(project: FakeProject, revision: string): Promise<Commit> {
  const oid = await resolveCommit(project, revision)
  if (oid === undefined) throw notFound('Commit')
  return project.store.commit(oid)
}

/** Returns the last commit that changed a path, starting at a revision. */
export async function lastCommitOf(
  project: FakeProject,
  revision: string,
  path: string,
): Promise<Commit | undefined> {
  const oid = await resolveCommit(project, revision)
  return oid === undefined ? undefined : (await listHistory(project.store, oid, path))[0]
}

export async function branchShape(call: Call, name: string, oid: string) {
  const { settings } = call.project
  const rules = protectionsOf(settings, name).map(({ rule }) => rule)
  const developers = (role: Parameters<typeof levelOf>[0] | undefined) =>
    levelOf(role ?? 'maintainer') > 0 && levelOf(role ?? 'maintainer') <= accessLevels.developer
  return {
    name,
    commit: commitShape(call, await call.project.store.commit(oid)),
    merged: false,
    protected: rules.length > 0,
    developers_can_push: rules.some((rule) => developers(rule.push)),
    developers_can_merge: rules.some((rule) => developers(rule.merge)),
    can_push: mayPush(settings, name, call.token?.user, call.level),
    default: name === settings.defaultBranch,
    web_url: `${projectHtml(call)}/-/tree/${name}`,
  }
}

/**
 * Returns the CI settings. GitLab returns the path of the configuration file only to users who can read the code, and
 * omits settings that the plan does not have.
 *
 * Source: lib/api/entities/project.rb, doc/api/projects.md
 */
function ciSettings(call: Call) {
  const { settings } = call.project
  const readsCode = settings.visibility !== 'private' || call.level >= accessLevels.reporter
  const role = settings.ciPipelineVariablesMinimumOverrideRole
  return {
    ...(readsCode ? { ci_config_path: settings.ciConfigPath } : {}),
    ci_forward_deployment_enabled: settings.ciForwardDeploymentEnabled,
    ci_pipeline_variables_minimum_override_role: role,
    restrict_user_defined_variables: settings.restrictUserDefinedVariables ?? role !== 'developer',
    ...(call.world.settings.tier === 'free'
      ? {}
      : {
          allow_pipeline_trigger_approve_deployment: settings.allowPipelineTriggerApproveDeployment,
          merge_pipelines_enabled: settings.mergePipelinesEnabled,
          merge_trains_enabled: settings.mergeTrainsEnabled,
        }),
  }
}

/** GitLab has had the setting since 18.9, and the API has returned it since 19.4. */
function tellsRebase(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 19 || (major === 19 && minor >= 4)
}

export function projectShape(call: Call) {
  const { project, world, level } = call
  const { settings } = project
  const groupLevel =
    project.namespace === '' ? 0 : world.accounts.accessLevel(call.token?.user, project.namespace)
  const access = (value: number) => (value === 0 ? null : { access_level: value, notification_level: 3 })
  return {
    id: project.id,
    description: null,
    name: project.name,
    name_with_namespace: project.fullPath.replaceAll('/', ' / '),
    path: project.name,
    path_with_namespace: project.fullPath,
    created_at: project.createdAt,
    default_branch: project.state.refs.size === 0 ? null : settings.defaultBranch,
    ssh_url_to_repo: `git@${new URL(call.urls.html).hostname}:${project.fullPath}.git`,
    http_url_to_repo: `${call.urls.html}/${project.fullPath}.git`,
    web_url: projectHtml(call),
    visibility: settings.visibility,
    empty_repo: project.state.refs.size === 0,
    archived: settings.archived,
    merge_requests_enabled: true,
    issues_enabled: true,
    jobs_enabled: true,
    merge_method: settings.mergeMethod,
    squash_option: settings.squashOption,
    ...(tellsRebase(world.settings.version) && { automatic_rebase_enabled: settings.automaticRebase }),
    only_allow_merge_if_pipeline_succeeds: settings.onlyAllowMergeIfPipelineSucceeds,
    only_allow_merge_if_all_discussions_are_resolved: false,
    remove_source_branch_after_merge: settings.removeSourceBranchAfterMerge,
    ci_push_repository_for_job_token_allowed: settings.jobTokenMayPush,
    ...ciSettings(call),
    can_create_merge_request_in: level >= accessLevels.developer,
    web_based_commit_signing_enabled: world.settings.signsCommits,
    permissions: {
      // The role of a group is in `group_access`, the project's own role is in `project_access`.
      project_access: access(level > groupLevel ? level : 0),
      group_access: access(groupLevel),
    },
    _links: { self: `${call.urls.api}/projects/${project.id}` },
  }
}

export function aheadShapes(call: Call, comparison: Comparison) {
  return comparison.ahead.toReversed().map((commit) => commitShape(call, commit))
}
