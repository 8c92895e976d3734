import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { startFakeGitLab } from '../../fakes/gitlab/index.ts'
import type { FakeGitLab, ProjectHandle } from '../../fakes/gitlab/index.ts'
import { configIn } from '../../support/examples.ts'
import { infra } from '../bundle.ts'
import { jobToken, linesOf, project, runPipeline } from './pipeline.ts'
import type { Host, Project } from './pipeline.ts'

const token = 'glpat-writer_0123456789ab'
const shop = {
  'apps/web/values-staging.yaml':
    'image:\n  repository: ghcr.io/acme/web\n  tag: main-202601010000-0000000 # by CI\n',
  'apps/web/values-prod.yaml': 'image:\n  repository: ghcr.io/acme/web\n  tag: main-202601010000-0000000\n',
}
/** The pipeline in the documentation, with the components of this commit. */
const documented = (
  /pipeline:start -->\n```yaml\n([^]*?)```/.exec(
    readFileSync(new URL('../../../docs/gitlab.md', import.meta.url), 'utf8'),
  )?.[1] ?? ''
).replaceAll('@1\n', '@$CI_COMMIT_SHA\n')

let fake: FakeGitLab
let target: ProjectHandle
let home: ProjectHandle
let host: Host
beforeEach(async () => {
  fake = await startFakeGitLab()
  target = await fake.addProject('acme/infra', { files: shop })
  home = await fake.addProject('fairlead-dev/fairlead', { visibility: 'public', protectedBranches: {} })
  fake.addToken(token, { kind: 'project', username: 'deployer', roles: { 'acme/infra': 'developer' } })
  const roles = { 'fairlead-dev/fairlead': 'owner' } as const
  fake.addToken('glpat-owner_0123456789abc', { username: 'owner', roles })
  host = {
    serverUrl: fake.serverUrl,
    remote: home.cloneUrl,
    authorization: `Basic ${btoa('owner:glpat-owner_0123456789abc')}`,
  }
  fake.addToken(jobToken, { kind: 'job', username: 'jo', project: 'fairlead-dev/fairlead' })
})
afterEach(async () => {
  expect(fake.violations).toEqual([])
  await fake[Symbol.asyncDispose]()
})

const run = (made: Project, variables: Record<string, string> = {}, args: string[] = []) =>
  runPipeline(made, { variables: { FAIRLEAD_TOKEN: token, ...variables }, args })
const writes = () => fake.requests.filter(({ kind, method }) => kind === 'rest' && method !== 'GET')

describe('the documented pipeline', () => {
  it('opens a merge request, which a second pipeline refreshes, and a person one for production', async () => {
    const made = await project({ '.gitlab-ci.yml': documented }, host)
    const first = await run(made)
    expect(first.jobs).toEqual({ build: 'passed', 'update-staging': 'passed' })
    expect(target.mergeRequests).toHaveLength(1)
    const opened = target.mergeRequest(1)
    expect(opened).toMatchObject({ state: 'opened', target: 'main' })
    expect(opened.description).toContain('/fairlead-dev/fairlead/')
    const value = async () => (await target.read('apps/web/values-staging.yaml', opened.source)) ?? ''
    const before = await value()
    expect(before).toMatch(/tag: main-\d{12}-[0-9a-f]{8} # by CI/)

    await made.commit()
    const second = await run(made)
    expect(second.jobs).toEqual({ build: 'passed', 'update-staging': 'passed' })
    expect(target.mergeRequests).toHaveLength(1)
    expect(await value()).not.toBe(before)

    const third = await run(made, {}, ['--manual', 'update-prod'])
    expect(third.jobs).toEqual({ build: 'passed', 'update-staging': 'passed', 'update-prod': 'passed' })
    expect(target.mergeRequests).toHaveLength(2)
  })

  it('has no job that writes in the pipeline of a merge request', async () => {
    const made = await project({ '.gitlab-ci.yml': documented }, host)
    const variables = {
      CI_PIPELINE_SOURCE: 'merge_request_event',
      CI_MERGE_REQUEST_IID: '7',
      CI_COMMIT_BRANCH: '',
    }
    const pipeline = await runPipeline(made, { variables })
    expect(pipeline.jobs).toEqual({})
    expect(writes()).toEqual([])
  })
})

it('dev by a push, production by a merge request: one job, one build, one tag', async () => {
  const example = new URL('../../../examples/pipelines/dev-auto-prod-request.yml', import.meta.url)
  const text = readFileSync(example, 'utf8')
  fake.addToken(token, { kind: 'project', username: 'deployer', roles: { 'acme/infra': 'maintainer' } })
  await target.push('main', {
    'fairlead.yaml': configIn(text),
    'apps/web/values-dev.yaml': shop['apps/web/values-prod.yaml'],
  })
  const made = await project({ '.gitlab-ci.yml': text.replaceAll('@1\n', '@$CI_COMMIT_SHA\n') }, host)
  expect((await run(made)).jobs).toEqual({ build: 'passed', 'fairlead-update': 'passed' })
  expect(await target.read('apps/web/values-dev.yaml')).toMatch(/tag: main-\d{12}-[0-9a-f]{8}/)
  expect(await target.read('apps/web/values-prod.yaml')).toBe(shop['apps/web/values-prod.yaml'])
  expect(target.mergeRequests).toHaveLength(1)
  expect(target.mergeRequest(1).title).toMatch(/^Bump web in prod to main-\S+$/)
})

describe('the components on GitLab', () => {
  const include = (name: string, inputs: object, jobs: object = {}) => ({
    '.gitlab-ci.yml': stringify({
      include: [{ component: `$CI_SERVER_FQDN/$CI_PROJECT_PATH/${name}@$CI_COMMIT_SHA`, inputs }],
      ...jobs,
    }),
  })
  const update = {
    repository: 'acme/infra',
    app: 'web',
    environment: 'staging',
    image: 'ghcr.io/acme/web',
    'image-tag': '1.2.3',
    'allow-downgrade': true,
  }

  it('hand the merge request to the next job, and leave its data as an artifact', async () => {
    const next = {
      next: { stage: '.post', script: ['echo "!$FAIRLEAD_PULL_REQUEST_NUMBER $FAIRLEAD_MERGE_REQUEST_URL"'] },
    }
    const made = await project(include('update', update, next), host)
    const pipeline = await run(made)
    expect(linesOf(pipeline, 'next')).toEqual([`!1 ${fake.serverUrl}/acme/infra/-/merge_requests/1`])
    expect(pipeline.log).not.toContain(token)
    expect(JSON.parse(pipeline.artifacts('fairlead-update')['update.json'] ?? '')).toMatchObject({
      changed: true,
      outputs: { 'files-updated': 'apps/web/values-staging.yaml' },
    })
  })

  it('say what is missing where the protected variable does not reach the job, and write nothing', async () => {
    const made = await project(include('update', { ...update, 'job-rules': [{ when: 'always' }] }), host)
    const pipeline = await run(made, { FAIRLEAD_TOKEN: '' })
    expect(pipeline.jobs).toEqual({ 'fairlead-update': 'failed' })
    expect(pipeline.log).toContain('error: there is no token for acme/infra')
    const left = pipeline.artifacts('fairlead-update')
    expect(left['update.env']).toBe('FAIRLEAD_OUTCOME=failed\n')
    expect(left['update.md']).toMatch(/^### Fairlead update failed\n\n- there is no token/)
    expect(writes()).toEqual([])
  })

  it("refuse the job's own token, which cannot open merge requests, before anything is written", async () => {
    const made = await project(include('update', update), host)
    const pipeline = await run(made, { FAIRLEAD_TOKEN: jobToken })
    expect(pipeline.jobs).toEqual({ 'fairlead-update': 'failed' })
    expect(pipeline.log).toMatch(/error: .*CI_JOB_TOKEN/)
    expect(pipeline.log).not.toContain(jobToken)
    expect(writes()).toEqual([])
  })

  it('open a merge request in the very project of the checkout', async () => {
    fake.addToken('glpat-own_0123456789abcd', {
      kind: 'project',
      username: 'own',
      roles: { 'fairlead-dev/fairlead': 'developer' },
    })
    const components = [
      [
        'bump',
        {
          'values-file': 'charts/web/values-dev.yaml',
          key: 'image.tag',
          'image-tag': '1.1.0',
          stage: 'build',
        },
      ],
      ['merge-request', {}],
    ] as const
    const files = {
      '.gitlab-ci.yml': stringify({
        include: components.map(([name, inputs]) => ({
          component: `$CI_SERVER_FQDN/$CI_PROJECT_PATH/${name}@$CI_COMMIT_SHA`,
          inputs,
        })),
        'fairlead-bump': { artifacts: { paths: ['.fairlead/', 'charts/'] } },
      }),
    }
    const pipeline = await run(await project({ ...files, ...infra }, host), {
      FAIRLEAD_TOKEN: 'glpat-own_0123456789abcd',
    })
    expect(pipeline.jobs).toEqual({ 'fairlead-bump': 'passed', 'fairlead-merge-request': 'passed' })
    const [opened] = home.mergeRequests
    expect(await home.read('charts/web/values-dev.yaml', opened?.source)).toContain('tag: 1.1.0 # dev')
  })

  it('fetch the program from a private mirror that lets the job in, and say so where it does not', async () => {
    Object.assign(home.settings, { visibility: 'private' })
    const made = await project(include('inventory', {}), host)
    const refused = await run(made)
    expect(refused.jobs).toEqual({ 'fairlead-inventory': 'failed' })
    expect(refused.log).toContain('job token permissions')
    fake.addUser('jo', { 'fairlead-dev/fairlead': 'reporter' })
    expect((await run(made)).jobs).toEqual({ 'fairlead-inventory': 'passed' })
  })
})
