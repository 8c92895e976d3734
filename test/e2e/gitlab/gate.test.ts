/**
 * The pipeline of docs/gate.md, run completely: the components of this checkout, git over HTTP, and the fake GitLab.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startFakeGitLab } from '../../fakes/gitlab/index.ts'
import type { FakeGitLab, ProjectHandle } from '../../fakes/gitlab/index.ts'
import { app, policy } from '../../support/gated.ts'
import { git } from '../../support/git.ts'
import { realTools } from '../../support/helm.ts'
import { parse } from 'yaml'
import { project, runPipeline } from './pipeline.ts'
import type { Host, Project } from './pipeline.ts'

const PATH = 'fairlead-dev/fairlead'
const GATE = 'glpat-gate_0123456789abcd'
const OWNER = 'glpat-owner_0123456789abc'

/** Returns the pipeline for one merge request. The runner of the tests does not support inputs of pipelines. */
function documented(request: number): string {
  const page = readFileSync(new URL('../../../docs/gate.md', import.meta.url), 'utf8')
  const text = /gitlab-gate:start -->\n```yaml\n([^]*?)```/.exec(page)?.[1] ?? ''
  const body = text.slice(text.indexOf('---\n') + 4)
  return body
    .replaceAll('$[[ inputs.merge-request ]]', String(request))
    .replaceAll(/@1( #.*)?\n/g, '@$CI_COMMIT_SHA\n')
}

let fake: FakeGitLab
let home: ProjectHandle
let made: Project
beforeEach(async () => {
  fake = await startFakeGitLab()
  home = await fake.addProject(PATH, {
    visibility: 'public',
    environments: ['prod'],
    ciPipelineVariablesMinimumOverrideRole: 'no_one_allowed',
    members: { ann: 'developer', bob: 'maintainer', cid: 'maintainer' },
  })
  fake.addToken(OWNER, { username: 'owner', roles: { [PATH]: 'owner' } })
  fake.addToken(GATE, {
    kind: 'project',
    username: 'gate',
    roles: { [PATH]: 'maintainer' },
    scopes: ['read_api'],
  })
  const authorization = `Basic ${btoa(`owner:${OWNER}`)}`
  const host: Host = { serverUrl: fake.serverUrl, remote: home.cloneUrl, authorization }
  const own = (tag: string) => app('web', 'prod', tag).replace('https://github.com/acme/infra', home.cloneUrl)
  const files = {
    '.gitlab-ci.yml': documented(1),
    'fairlead.yaml': policy(),
    'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'charts/web/templates/map.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {tag: "{{ .Values.tag }}"}\n',
    'argocd/web.yaml': own('1'),
  }
  made = await project(files, host)
  await home.push('change', { 'argocd/web.yaml': own('2') }, { author: 'ann' })
  fake.addToken('glpat-ann_0123456789abcde', { username: 'ann' })
  const opened = await fetch(`${fake.apiUrl}/projects/${home.id}/merge_requests`, {
    method: 'POST',
    headers: { 'private-token': 'glpat-ann_0123456789abcde', 'content-type': 'application/json' },
    body: JSON.stringify({ source_branch: 'change', target_branch: 'main', title: 'Bump' }),
  })
  expect(opened.status).toBe(201)
  git(home.directory, 'update-ref', 'refs/merge-requests/1/head', home.head('change'))
})
afterEach(async () => {
  expect(fake.violations).toEqual([])
  await fake[Symbol.asyncDispose]()
})

/** The files in a folder by their path, at the time when they are read. */
function artifactsIn(folder: string): Readonly<Record<string, string>> {
  const read = (path: string) => {
    const file = join(folder, path)
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined
  }
  return new Proxy<Record<string, string>>({}, { get: (_, path) => read(String(path)) })
}

/** Runs the whole pipeline after the waiting job was started. */
async function run(by: string | undefined) {
  const { pipeline, jobToken } = home.startGate({ username: 'cid', environments: ['prod'] })
  if (by !== undefined) home.letGo({ pipeline, environment: 'prod', username: by })
  // The runner of the tests keeps artifacts in a folder, where the fake finds those of the jobs that have run.
  for (const name of ['gate-plan', 'gate-render'])
    home.addJob({
      name,
      pipeline,
      artifacts: artifactsIn(join(made.folder, '.gitlab-ci-local/artifacts', name)),
    })
  const variables = {
    FAIRLEAD_TOKEN: GATE,
    FAIRLEAD_INPUT_HELM_PATH: realTools(4).helm,
    CI_JOB_TOKEN: jobToken,
    CI_PIPELINE_SOURCE: 'web',
  }
  const ran = await runPipeline(made, { variables, args: ['--manual', 'gate-approve'] })
  const answer = ran.artifacts('gate')['gate.json'] ?? '{}'
  return { ...ran, answer: JSON.parse(answer) as { decision?: string; approvals?: { by: string }[] } }
}

it('lets a change pass that somebody let go whom the policy names', async () => {
  const { jobs, answer, log } = await run('bob')
  expect(jobs, log).toEqual({
    'gate-diff': 'passed',
    'gate-plan': 'passed',
    'gate-approve': 'passed',
    'gate-render': 'passed',
    gate: 'passed',
  })
  expect(answer).toMatchObject({ decision: 'approved', approvals: [{ by: 'bob' }] })
  expect(log).not.toContain(GATE)
})

it('fails where nobody did', async () => {
  const { jobs, log } = await run(undefined)
  expect(jobs, log).toMatchObject({ 'gate-render': 'passed', gate: 'failed' })
  expect(log).toContain('0 of 1 required approvals')
})

it('passes no artifacts, and so no variables of a dotenv report, to the jobs that hold secrets', () => {
  interface Job {
    readonly environment?: unknown
    readonly needs?: readonly unknown[]
  }
  const jobs = Object.entries(parse(documented(1)) as Record<string, Job>)
  const secret = jobs.filter(([, { environment }]) => environment !== undefined)
  expect(secret.map(([name]) => name)).toEqual(['gate-approve', 'gate'])
  for (const [, { needs = [] }] of secret)
    for (const need of needs) expect(need).toMatchObject({ artifacts: false })
})
