/** A fake GitLab with one project, and requests to it that use only fetch. */
import { afterEach, beforeEach } from 'vitest'

import { type FakeGitLab, type ProjectHandle, startFakeGitLab } from '../fakes/gitlab/index.ts'

export const path = 'acme/platform/infra'
export const values = 'apps/web/values.yaml'

export let fake: FakeGitLab
export let project: ProjectHandle

beforeEach(async () => {
  fake = await startFakeGitLab()
  project = await fake.addProject(path, {
    files: {
      [values]: 'image:\n  tag: 1.0.0\n',
      'deploy.sh': { content: '#!/bin/sh\n', executable: true },
      current: { symlink: 'apps/web' },
    },
    members: { alice: 'maintainer', bob: 'developer' },
    tokens: {
      developer: { role: 'developer' },
      reporter: { role: 'reporter' },
      maintainer: { role: 'maintainer' },
    },
    labels: ['deploy'],
    milestones: ['Next'],
    environments: ['production'],
  })
})

afterEach(async () => {
  await fake[Symbol.asyncDispose]()
})

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into many shapes
  readonly body: any
}

/** Sends a request below the project; with a leading `!`, as in `!/user`, below the API's root. */
export async function call(
  method: string,
  where: string,
  body?: object,
  token: string | Record<string, string> = 'developer',
): Promise<Answer> {
  const url = where.startsWith('!')
    ? `${fake.apiUrl}${where.slice(1)}`
    : `${fake.apiUrl}/projects/${encodeURIComponent(path)}${where}`
  const headers = typeof token === 'string' ? { 'private-token': token } : token
  const sent = { method, headers: { ...headers, 'content-type': 'application/json' } }
  const response = await fetch(url, body === undefined ? sent : { ...sent, body: JSON.stringify(body) })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
}

export const get = (where: string, token?: string | Record<string, string>) =>
  call('GET', where, undefined, token)

export const change = (tag: string) => ({
  action: 'update',
  file_path: values,
  content: `image:\n  tag: ${tag}\n`,
})

export const commit = (branch: string, more: object = {}, token?: string) =>
  call(
    'POST',
    '/repository/commits',
    { branch, commit_message: 'Bump web', actions: [change('1.1.0')], ...more },
    token,
  )

export async function openMergeRequest(branch = 'bump/web', more: object = {}) {
  await commit(branch, { start_sha: project.head() })
  const input = { source_branch: branch, target_branch: 'main', title: 'Bump web', ...more }
  return call('POST', '/merge_requests', input)
}
