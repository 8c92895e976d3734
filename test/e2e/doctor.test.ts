import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFakeGitHub } from '../fakes/github/index.ts'
import type { FakeGitHub } from '../fakes/github/index.ts'
import { bareRepository, git } from '../support/git.ts'
import { argoRepo } from '../support/infra.ts'
import { fairlead, folderWith, step } from './bundle.ts'

const appToken = 'ghs_appToken_0123456789'
const jobToken = 'ghs_jobToken_0123456789'

let fake: FakeGitHub
beforeAll(async () => {
  fake = await startFakeGitHub()
  fake.addToken(appToken, { kind: 'app', login: 'bumper[bot]' })
  fake.addToken(jobToken, { kind: 'actions', login: 'github-actions[bot]' })
  const right = { contents: 'write', pull_requests: 'write', actions: 'read' } as const
  await fake.addRepository('acme/infra', { files: argoRepo(), permissions: { [appToken]: right } })
  await fake.addRepository('acme/web', {
    files: { a: 'b' },
    permissions: { [jobToken]: { contents: 'read' } },
  })
})
afterAll(async () => {
  expect(fake.violations).toEqual([])
  await fake[Symbol.asyncDispose]()
})

const env = () => ({
  GITHUB_SERVER_URL: fake.serverUrl,
  GITHUB_API_URL: fake.apiUrl,
  GITHUB_GRAPHQL_URL: fake.graphqlUrl,
  GITHUB_REPOSITORY: 'acme/web',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_TOKEN: jobToken,
})

describe('fairlead doctor', () => {
  it('checks a checkout without token or network', async () => {
    const folder = folderWith({
      ...argoRepo(),
      'fairlead.yaml': 'environments:\n  prod: {production: true}\n',
    })
    const run = await fairlead(folder, ['doctor'])
    expect(run).toMatchObject({ exitCode: 0, stderr: '' })
    expect(run.stdout).toContain('  ✓ fairlead.yaml is valid.\n')
    expect(run.stdout).toContain('  ! charts/web/values.yaml: Production shares the value sidecar.image')
    expect(run.stdout).toContain('  ? The repository is not known, so GitHub was not checked.\n')
    expect(run.stdout).toMatch(/\nNo errors, \d+ warnings?, 3 not checked; \d+ passed, \d+ notes?\.\n$/)
  })

  it('ends with 1 for a fault, and gives it as JSON with its place', async () => {
    const folder = folderWith({ ...argoRepo(), 'fairlead.yaml': 'enviroments: {}\n' })
    const run = await fairlead(folder, ['doctor', '--output', 'json'])
    expect(run).toMatchObject({ exitCode: 1, stderr: '' })
    const data = JSON.parse(run.stdout) as {
      healthy: boolean
      parts: { checks: { check: string; findings: unknown[] }[] }[]
    }
    expect(data.healthy).toBe(false)
    const config = data.parts.flatMap(({ checks }) => checks).find(({ check }) => check === 'files/config')
    expect(config?.findings).toMatchObject([{ level: 'fault', at: { file: 'fairlead.yaml', line: 1 } }])
  })

  it('ends with 2 for inputs that cannot be right', async () => {
    expect(await fairlead(folderWith({}), ['doctor', '--path', 'nowhere'])).toMatchObject({ exitCode: 2 })
    const run = await fairlead(folderWith({}), ['doctor', '--repository', 'infra'])
    expect(run).toMatchObject({ exitCode: 2, stdout: '' })
    expect(run.stderr).toContain('"infra" is not a valid GitHub repository')
  })

  it('ends with 3 where GitHub is not reached, and still tells the rest', async () => {
    const closed = 'http://127.0.0.1:9'
    const run = await fairlead(
      folderWith(argoRepo()),
      ['doctor', '--repository', 'acme/infra', '--path', './'],
      {
        FAIRLEAD_TOKEN: appToken,
        GITHUB_API_URL: closed,
        GITHUB_GRAPHQL_URL: closed,
        GITHUB_SERVER_URL: closed,
      },
    )
    expect(run.exitCode).toBe(3)
    expect(run.stdout).toContain('  ✓ 2 apps found: Argo CD 2.\n')
    expect(run.stdout).toContain(`  ? ${closed} cannot be reached`)
    expect(run.stdout).not.toMatch(/✓ .*may push/)
  })

  it('checks a plain git remote', async () => {
    const remote = bareRepository(argoRepo())
    const run = await fairlead(folderWith({}), ['doctor', '--forge', 'local', '--repository', remote])
    expect(run).toMatchObject({ exitCode: 0, stderr: '' })
    expect(run.stdout).toContain(`exists, with the base branch main.`)
    expect(run.stdout).toContain('2 apps found: Argo CD 2.')
    const wrong = await fairlead(folderWith({}), [
      'doctor',
      '--forge',
      'local',
      '--repository',
      remote,
      '--base',
      'mian',
    ])
    expect(wrong.exitCode).toBe(1)
    expect(wrong.stdout).toContain('Did you mean "main"?')
  })
})

describe('the action doctor', () => {
  it('checks the infra repo of another repository, with nothing checked out', async () => {
    const inputs = { repository: 'acme/infra', token: appToken, 'source-token': jobToken, path: '.' }
    const result = await step('doctor', folderWith({}), inputs, { env: env() })
    expect(result).toMatchObject({ exitCode: 0, stderr: '' })
    expect(result.outputs).toMatchObject({ healthy: 'true', faults: '0' })
    expect(result.stdout).toContain('✓ The token may push (contents: write).')
    expect(result.stdout).toContain('✓ 2 apps found: Argo CD 2.')
    expect(result.stdout).toContain('✓ The commits of acme/web can be listed.')
    expect(result.summary).toContain('| warning | main does not require a review')
    expect(JSON.parse(result.outputs['report'] ?? '')).toHaveLength(3)
  })

  it("says at once that the job's own token does not reach another repository", async () => {
    const inputs = { repository: 'acme/infra', token: jobToken, path: '.' }
    const result = await step('doctor', folderWith({}), inputs, { env: env() })
    expect(result.exitCode).toBe(1)
    expect(result.outputs).toMatchObject({ healthy: 'false' })
    expect(result.stdout).toMatch(/^::error::.*only works for acme\/web; the infra repo is acme\/infra/m)
    expect(result.stdout.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain(jobToken)
  })

  it('finds the repository of a checkout, and reads its files', async () => {
    const folder = folderWith({})
    git(folder, 'clone', '-q', fake.repository('acme/infra').directory, '.')
    git(folder, 'remote', 'set-url', 'origin', `${fake.serverUrl}/acme/infra`)
    const result = await step('doctor', folder, { token: appToken, path: '.' }, { env: env() })
    expect(result.exitCode).toBe(0)
    expect(result.stdout).toContain('acme/infra on GitHub')
    expect(result.stdout).toContain('✓ 2 apps found: Argo CD 2.')
  })

  it('brings no client of GitHub before it is needed', () => {
    const text = readFileSync('dist/commands/doctor.js', 'utf8')
    expect(text).not.toMatch(/^import .*(octokit|forge-github|doctor-github)/m)
  })
})
