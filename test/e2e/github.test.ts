import { beforeAll, afterAll, describe, expect, it } from 'vitest'
import { startFakeGitHub } from '../fakes/github/index.ts'
import type { FakeGitHub, RepositoryHandle } from '../fakes/github/index.ts'
import { git } from '../support/git.ts'
import { folderWith, infra, step } from './bundle.ts'

const appToken = 'ghs_appToken_0123456789'
const jobToken = 'ghs_jobToken_0123456789'
const place = { 'values-file': 'charts/web/values-dev.yaml', key: 'image.tag' }

let fake: FakeGitHub
let repository: RepositoryHandle
beforeAll(async () => {
  fake = await startFakeGitHub()
  fake.addToken(appToken, { kind: 'app', login: 'bumper[bot]' })
  fake.addToken(jobToken, { kind: 'actions', login: 'github-actions[bot]' })
  const permissions = { contents: 'write', pull_requests: 'write' } as const
  repository = await fake.addRepository('acme/infra', {
    files: infra,
    permissions: { [appToken]: permissions, [jobToken]: permissions },
  })
})
afterAll(() => fake[Symbol.asyncDispose]())

function env(): Record<string, string> {
  return {
    GITHUB_SERVER_URL: fake.serverUrl,
    GITHUB_API_URL: fake.apiUrl,
    GITHUB_GRAPHQL_URL: fake.graphqlUrl,
    GITHUB_REPOSITORY: 'acme/web',
    GITHUB_SHA: 'a'.repeat(40),
    GITHUB_RUN_ID: '7',
  }
}

describe('the actions on GitHub', () => {
  it('update: opens one pull request, and finds it again', async () => {
    const inputs = { ...place, repository: 'acme/infra', 'image-tag': '1.1.0', token: appToken }
    const first = await step('update', folderWith({}), inputs, { env: env() })
    expect(first).toMatchObject({ exitCode: 0, stderr: '' })
    expect(first.outputs).toMatchObject({ changed: 'true', 'pull-request-operation': 'created' })
    expect(first.outputs['pull-request-url']).toMatch(/\/acme\/infra\/pull\/\d+$/)
    expect(first.stdout).not.toContain('::warning')
    const url = first.outputs['pull-request-url'] ?? ''
    expect(first.summary).toContain(`Opened <${url}> for`)
    expect(JSON.parse(first.outputs['pull-requests'] ?? '')).toEqual([
      {
        label: 'charts/web/values-dev.yaml',
        number: first.outputs['pull-request-number'],
        url,
        operation: 'created',
        branch: first.outputs['pull-request-branch'],
        headSha: first.outputs['pull-request-head-sha'],
      },
    ])
    const again = await step('update', folderWith({}), inputs, { env: env() })
    expect(again.outputs).toMatchObject({
      'pull-request-operation': 'unchanged',
      'pull-request-number': first.outputs['pull-request-number'],
    })
    expect(repository.pulls).toHaveLength(1)
    expect(repository.pulls[0]?.body).toContain('/acme/web/actions/runs/7')
  })

  it("pull-request: finds the infra repo by the checkout, and warns of the job's own token", async () => {
    const folder = folderWith({})
    git(folder, 'clone', '-q', repository.directory, '.')
    git(folder, 'remote', 'set-url', 'origin', `${fake.serverUrl}/acme/infra`)
    const bump = await step('bump', folder, { ...place, 'image-tag': '1.2.0' }, { env: env() })
    expect(bump.exitCode).toBe(0)
    const result = await step('pull-request', folder, { token: jobToken }, { env: env() })
    expect(result).toMatchObject({ exitCode: 0, stderr: '' })
    expect(result.outputs).toMatchObject({ 'pull-request-branch': 'fairlead/changes', outcome: 'updated' })
    expect(result.stdout).toMatch(/^::warning::.*starts no workflows/m)
  })

  it('tells a missing token from a wrong one', async () => {
    const inputs = { ...place, repository: 'acme/infra', 'image-tag': '1.1.0' }
    const missing = await step('update', folderWith({}), { ...inputs, token: '' }, { env: env() })
    expect(missing).toMatchObject({ exitCode: 2, outputs: { outcome: 'failed' } })
    expect(missing.summary).toContain('### Fairlead update failed\n\n- there is no token for acme/infra')
    expect(missing.stdout).toContain('::error::there is no token for acme/infra')
    const wrong = await step('update', folderWith({}), { ...inputs, token: 'ghs_wrong' }, { env: env() })
    expect(wrong.exitCode).toBe(2)
    expect(wrong.stdout.replace('::add-mask::ghs_wrong', '')).not.toContain('ghs_wrong')
  })
})
