/** Labels, assignees, milestones and comments. In the fake, every issue belongs to a pull request. */
import type { RestEndpointMethodTypes } from '@octokit/rest'

import { ApiError, invalid, notFound } from '../errors.ts'
import { nodeId } from '../node-id.ts'
import { setAssignees, setBody, setLabels, setMilestone } from '../pull-edits.ts'
import { checkBody, reopenPull } from '../pulls.ts'
import { closePull, nextId, now } from '../repository.ts'
import type { Comment, Pull } from '../state.ts'
import {
  actor,
  accountOf,
  type Call,
  operation,
  paginate,
  pullOf,
  readIssues,
  type RestOperations,
  writeIssues,
} from './operation.ts'
import { labelsOf, milestoneShape, userOf } from './pull-shapes.ts'
import { repositoryHtml, repositoryUrl } from './shapes.ts'

type Issues = RestEndpointMethodTypes['issues']

function issueShape(call: Call, pull: Pull) {
  const repository = repositoryUrl(call.urls, call.repository)
  const url = `${repository}/issues/${pull.number}`
  const assignees = pull.assignees.map((login) => userOf(call, login))
  return {
    id: pull.id,
    node_id: nodeId('PullRequest', call.repository.fullName, String(pull.number)),
    number: pull.number,
    url,
    repository_url: repository,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: `${repositoryHtml(call.urls, call.repository)}/pull/${pull.number}`,
    state: pull.state,
    title: pull.title,
    body: pull.body ?? '',
    user: userOf(call, pull.author),
    labels: labelsOf(call, pull),
    assignee: assignees[0] ?? null,
    assignees,
    milestone: milestoneShape(call, pull.milestone),
    locked: false,
    comments: call.repository.state.comments.filter((comment) => comment.issue === pull.number).length,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
  }
}

function commentShape(call: Call, comment: Comment) {
  const url = repositoryUrl(call.urls, call.repository)
  return {
    id: comment.id,
    node_id: nodeId('IssueComment', call.repository.fullName, String(comment.id)),
    url: `${url}/issues/comments/${comment.id}`,
    html_url: `${repositoryHtml(call.urls, call.repository)}/pull/${comment.issue}#issuecomment-${comment.id}`,
    issue_url: `${url}/issues/${comment.issue}`,
    body: comment.body,
    user: userOf(call, comment.author),
    author_association: 'CONTRIBUTOR',
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
  }
}

type LabelInput = string | { name?: string | undefined }

function labelNames(labels: readonly LabelInput[] | undefined): string[] {
  const names = (labels ?? []).map((label) => (typeof label === 'string' ? label : (label.name ?? '')))
  return names.filter((name) => name !== '')
}

const labels: RestOperations = {
  'issues/list-labels-on-issue': operation(
    readIssues,
    (call, input: Issues['listLabelsOnIssue']['parameters']) => {
      const { items, headers } = paginate(call, labelsOf(call, pullOf(call, input.issue_number)), input)
      return { status: 200, headers, body: items }
    },
  ),
  'issues/add-labels': operation(writeIssues, async (call, input: Issues['addLabels']['parameters']) => {
    const pull = pullOf(call, input.issue_number)
    await call.repository.write(() =>
      setLabels(call.repository, pull, [...pull.labels, ...labelNames(input.labels)]),
    )
    return { status: 200, body: labelsOf(call, pull) }
  }),
  'issues/set-labels': operation(writeIssues, async (call, input: Issues['setLabels']['parameters']) => {
    const pull = pullOf(call, input.issue_number)
    await call.repository.write(() => setLabels(call.repository, pull, labelNames(input.labels)))
    return { status: 200, body: labelsOf(call, pull) }
  }),
  'issues/remove-label': operation(writeIssues, async (call, input: Issues['removeLabel']['parameters']) => {
    const pull = pullOf(call, input.issue_number)
    const same = (name: string) => name.toLowerCase() === input.name.toLowerCase()
    if (!pull.labels.some(same)) throw new ApiError(404, 'Label does not exist')
    await call.repository.write(() =>
      setLabels(
        call.repository,
        pull,
        pull.labels.filter((name) => !same(name)),
      ),
    )
    return { status: 200, body: labelsOf(call, pull) }
  }),
}

const issues: RestOperations = {
  'issues/add-assignees': operation(
    writeIssues,
    async (call, input: Issues['addAssignees']['parameters']) => {
      const pull = pullOf(call, input.issue_number)
      const added = (input.assignees ?? []).map((assignee) => (typeof assignee === 'string' ? assignee : ''))
      await call.repository.write(() => setAssignees(call.repository, pull, [...pull.assignees, ...added]))
      return { status: 201, body: issueShape(call, pull) }
    },
  ),
  'issues/update': operation(writeIssues, async (call, input: Issues['update']['parameters']) => {
    const pull = pullOf(call, input.issue_number)
    await call.repository.write(async () => {
      checkBody(input.body)
      if (input.milestone !== undefined)
        setMilestone(call.repository, pull, input.milestone === null ? null : Number(input.milestone))
      if (input.labels !== undefined)
        setLabels(call.repository, pull, labelNames(input.labels as LabelInput[]))
      if (input.assignees !== undefined) setAssignees(call.repository, pull, input.assignees as string[])
      if (input.state === 'closed' && pull.state === 'open') closePull(pull)
      if (input.state === 'open') await reopenPull(call.repository, pull)
      pull.title = typeof input.title === 'string' ? input.title : pull.title
      setBody(pull, input.body, actor(call).account.login)
      pull.updatedAt = now()
    })
    return { status: 200, body: issueShape(call, pull) }
  }),
  'issues/list-milestones': operation(readIssues, (call, input: Issues['listMilestones']['parameters']) => {
    const { state = 'open' } = input
    const found = call.repository.settings.milestones.filter(
      (item) => state === 'all' || item.state === state,
    )
    const { items, headers } = paginate(call, found, input)
    return { status: 200, headers, body: items.map((item) => milestoneShape(call, item.number)) }
  }),
}

function checkComment(body: string): void {
  if (body.trim() === '') throw invalid({ resource: 'IssueComment', field: 'body', code: 'missing_field' })
  if (body.length <= 65_536) return
  const message = 'Body is too long (maximum is 65536 characters)'
  throw invalid({ resource: 'IssueComment', field: 'data', code: 'unprocessable', message })
}

const comments: RestOperations = {
  'issues/list-comments': operation(readIssues, (call, input: Issues['listComments']['parameters']) => {
    const { number } = pullOf(call, input.issue_number)
    const since = input.since === undefined ? 0 : Date.parse(input.since)
    const found = call.repository.state.comments.filter(
      (comment) => comment.issue === number && Date.parse(comment.updatedAt) >= since,
    )
    const { items, headers } = paginate(call, found, input)
    return { status: 200, headers, body: items.map((comment) => commentShape(call, comment)) }
  }),
  'issues/create-comment': operation(
    writeIssues,
    async (call, input: Issues['createComment']['parameters']) => {
      const { number } = pullOf(call, input.issue_number)
      checkComment(input.body)
      const author = accountOf(call).login
      const comment = {
        id: nextId(),
        issue: number,
        author,
        createdAt: now(),
        body: input.body,
        updatedAt: now(),
      }
      await call.repository.write(() => call.repository.state.comments.push(comment))
      return { status: 201, body: commentShape(call, comment) }
    },
  ),
  'issues/delete-comment': operation(
    writeIssues,
    async (call, input: Issues['deleteComment']['parameters']) => {
      const { comments: all } = call.repository.state
      const index = all.findIndex((candidate) => candidate.id === input.comment_id)
      if (index < 0) throw notFound()
      await call.repository.write(() => all.splice(index, 1))
      return { status: 204 }
    },
  ),
  'issues/update-comment': operation(
    writeIssues,
    async (call, input: Issues['updateComment']['parameters']) => {
      const comment = call.repository.state.comments.find((candidate) => candidate.id === input.comment_id)
      if (comment === undefined) throw notFound()
      checkComment(input.body)
      await call.repository.write(() => {
        comment.body = input.body
        comment.updatedAt = now()
      })
      return { status: 200, body: commentShape(call, comment) }
    },
  ),
}

export const issueOperations: RestOperations = { ...labels, ...issues, ...comments }
