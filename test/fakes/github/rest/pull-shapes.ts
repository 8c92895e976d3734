/** The JSON of pull requests and their labels, comments and accounts. */
import { diffFiles } from '../../git/diff.ts'
import { nodeId } from '../node-id.ts'
import { mergeStateOf } from '../pulls.ts'
import type { Label, Pull } from '../state.ts'
import type { Call } from './operation.ts'
import { repositoryHtml, repositoryShape, repositoryUrl, userShape } from './shapes.ts'

export function labelShape(call: Call, label: Label) {
  return {
    id: label.id,
    node_id: nodeId('Label', call.repository.fullName, label.name),
    url: `${repositoryUrl(call.urls, call.repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    description: label.description,
    color: label.color,
    default: false,
  }
}

export function labelsOf(call: Call, pull: Pull) {
  const known = call.repository.state.labels
  return known.filter((label) => pull.labels.includes(label.name)).map((label) => labelShape(call, label))
}

export const userOf = (call: Call, login: string) => userShape(call.urls, call.world.accounts.get(login))

export function milestoneShape(call: Call, number: number | null) {
  const milestone = call.repository.settings.milestones.find((candidate) => candidate.number === number)
  if (milestone === undefined) return null
  const url = `${repositoryUrl(call.urls, call.repository)}/milestones/${milestone.number}`
  return {
    id: milestone.id,
    node_id: nodeId('Milestone', call.repository.fullName, String(milestone.number)),
    number: milestone.number,
    title: milestone.title,
    state: milestone.state,
    url,
    html_url: `${repositoryHtml(call.urls, call.repository)}/milestone/${milestone.number}`,
    labels_url: `${url}/labels`,
    description: null,
    creator: userShape(call.urls, call.repository.owner),
    open_issues: 0,
    closed_issues: 0,
    created_at: milestone.createdAt,
    updated_at: milestone.createdAt,
    closed_at: null,
    due_on: null,
  }
}

export function teamShape(call: Call, slug: string) {
  const { owner } = call.repository
  const url = `${call.urls.api}/organizations/${owner.id}/team/${slug}`
  return {
    id: owner.id * 1000 + call.repository.settings.teams.indexOf(slug),
    node_id: nodeId('Team', owner.login, slug),
    name: slug,
    slug,
    description: null,
    privacy: 'closed',
    permission: 'pull',
    type: 'organization',
    organization_id: owner.id,
    url,
    html_url: `${call.urls.html}/orgs/${owner.login}/teams/${slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    parent: null,
  }
}

function side(call: Call, branch: { ref: string; sha: string }) {
  return {
    label: `${call.repository.owner.login}:${branch.ref}`,
    ref: branch.ref,
    sha: branch.sha,
    user: userShape(call.urls, call.repository.owner),
    repo: repositoryShape(call.urls, call.repository),
  }
}

function links(call: Call, number: number) {
  const url = repositoryUrl(call.urls, call.repository)
  const self = `${url}/pulls/${number}`
  const html = `${repositoryHtml(call.urls, call.repository)}/pull/${number}`
  return {
    self,
    html,
    issue: `${url}/issues/${number}`,
    comments: `${url}/issues/${number}/comments`,
    review_comments: `${self}/comments`,
    review_comment: `${url}/pulls/comments{/number}`,
    commits: `${self}/commits`,
    statuses: `${url}/statuses`,
  }
}

export function simplePullShape(call: Call, pull: Pull) {
  const { self, html, ...other } = links(call, pull.number)
  const assignees = pull.assignees.map((login) => userOf(call, login))
  return {
    id: pull.id,
    node_id: nodeId('PullRequest', call.repository.fullName, String(pull.number)),
    number: pull.number,
    url: self,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: other.issue,
    commits_url: other.commits,
    review_comments_url: other.review_comments,
    review_comment_url: other.review_comment,
    comments_url: other.comments,
    statuses_url: `${other.statuses}/${pull.head.sha}`,
    state: pull.state,
    locked: false,
    draft: pull.draft,
    title: pull.title,
    body: pull.body,
    user: userOf(call, pull.author),
    labels: labelsOf(call, pull),
    milestone: milestoneShape(call, pull.milestone),
    assignee: assignees[0] ?? null,
    assignees,
    requested_reviewers: pull.reviewers.map((login) => userOf(call, login)),
    requested_teams: pull.teamReviewers.map((slug) => teamShape(call, slug)),
    head: side(call, pull.head),
    base: side(call, pull.base),
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.merged?.at ?? null,
    merge_commit_sha: pull.merged?.commit ?? null,
    author_association: 'CONTRIBUTOR',
    auto_merge: autoMergeShape(call, pull),
    _links: Object.fromEntries(
      Object.entries({ self, html, ...other }).map(([name, href]) => [name, { href }]),
    ),
  }
}

function autoMergeShape(call: Call, pull: Pull) {
  if (pull.autoMerge === null) return null
  const { enabledBy, method, title, message } = pull.autoMerge
  return {
    enabled_by: userOf(call, enabledBy),
    merge_method: method,
    commit_title: title,
    commit_message: message,
  }
}

export async function pullShape(call: Call, pull: Pull) {
  const { repository } = call
  const state = await mergeStateOf(repository, pull)
  const { ahead, mergeBase } = await repository.commitsOf(pull)
  const files = await diffFiles(repository.directory, mergeBase?.oid, pull.head.sha)
  const total = (count: 'additions' | 'deletions') => files.reduce((sum, file) => sum + file[count], 0)
  return {
    ...simplePullShape(call, pull),
    merged: pull.merged !== null,
    merged_by: pull.merged === null ? null : userOf(call, pull.merged.by),
    mergeable: state === 'unknown' ? null : state !== 'dirty',
    mergeable_state: state,
    maintainer_can_modify: pull.maintainerCanModify,
    comments: repository.state.comments.filter((comment) => comment.issue === pull.number).length,
    review_comments: 0,
    commits: ahead.length,
    additions: total('additions'),
    deletions: total('deletions'),
    changed_files: files.length,
  }
}

export function fileShape(call: Call, head: string, file: Awaited<ReturnType<typeof diffFiles>>[number]) {
  const html = repositoryHtml(call.urls, call.repository)
  const path = file.path.split('/').map(encodeURIComponent).join('/')
  return {
    sha: file.oid,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${html}/blob/${head}/${path}`,
    raw_url: `${html}/raw/${head}/${path}`,
    contents_url: `${repositoryUrl(call.urls, call.repository)}/contents/${path}?ref=${head}`,
    ...(file.previousPath === undefined ? {} : { previous_filename: file.previousPath }),
  }
}
