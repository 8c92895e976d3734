import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gitlabPart } from '../../src/doctor/parts.ts'
import { filesPorts } from '../../src/doctor/files/ports.ts'
import type { FilesPorts } from '../../src/doctor/files/ports.ts'
import { openProject } from '../../src/forge/gitlab/project.ts'
import { startFakeGitLab } from '../fakes/gitlab/index.ts'
import type { FakeGitLab, ProjectOptions } from '../fakes/gitlab/index.ts'
import { memoryTree } from '../support/inventory.ts'

let fake: FakeGitLab
let count = 0

beforeAll(async () => {
  fake = await startFakeGitLab({ tier: 'free' })
})
afterAll(async () => {
  expect(new Set(fake.requests.map(({ method }) => method))).toEqual(new Set(['GET']))
  expect(fake.violations).toEqual([])
  await fake[Symbol.asyncDispose]()
})

/** Returns the findings of doctor for a project, as `level message`, by the check's id. */
async function findings(
  options: {
    readonly project?: ProjectOptions
    readonly role?: 'developer' | 'reporter'
    readonly token?: string | undefined
    readonly isJobToken?: boolean
    readonly base?: string
    readonly known?: boolean
    readonly files?: FilesPorts
  } = {},
): Promise<Record<string, string[]>> {
  const path = `acme/platform/infra-${++count}`
  const token = 'token' in options ? options.token : `glpat-${count}`
  await fake.addProject(path, { files: { 'README.md': 'hello\n' }, ...options.project })
  if (token !== undefined && options.known !== false)
    fake.addToken(token, {
      kind: 'project',
      username: `project_bot_${count}`,
      roles: { [path]: options.role ?? 'developer' },
    })
  const part = gitlabPart({
    project: openProject({
      repository: path,
      token,
      jobToken: options.isJobToken === true ? token : undefined,
      apiUrl: fake.apiUrl,
      serverUrl: fake.serverUrl,
      second: 1,
    }),
    base: options.base,
    files: options.files,
    now: Date.now(),
  })
  const reports = await part.run()
  return Object.fromEntries(
    reports.map(({ check, findings: found }) => [
      check,
      found.map(({ level, message }) => `${level} ${message}`),
    ]),
  )
}

describe('doctor on GitLab', () => {
  it('accepts a project access token of a Developer', async () => {
    const found = await findings()
    expect(found['gitlab/token']?.[0]).toMatch(/^ok The token is accepted; it is project_bot_\d+'s\.$/)
    expect(found['gitlab/project']?.[0]).toMatch(/^ok acme\/platform\/infra-\d+ exists/)
    expect(found['gitlab/leftovers']).toEqual(['ok Every branch fairlead/** has an open merge request.'])
  })

  it.each([
    [{ token: undefined }, 'gitlab/token', /^fault There is no token for/],
    [{ isJobToken: true }, 'gitlab/token', /^fault CI_JOB_TOKEN cannot open merge requests/],
    [{ known: false }, 'gitlab/token', /^fault GitLab does not accept the token/],
    [
      { role: 'reporter' as const },
      'gitlab/project',
      /^fault The role of the token in .* is below Developer/,
    ],
    [{ base: 'nowhere' }, 'gitlab/base', /^fault There is no branch nowhere\.$/],
  ])('says what is wrong with %j', async (options, check, message) => {
    expect((await findings(options))[check]?.[0]).toMatch(message)
  })

  it('says that approvals take Premium, and what Free has instead', async () => {
    expect((await findings())['gitlab/approvals']?.[0]).toMatch(/^note The token can see no approval rules/)
  })

  it('never takes what it could not look at for right', async () => {
    const found = await findings({ known: false })
    const levels = Object.values(found)
      .flat()
      .map((text) => text.split(' ')[0])
    expect(levels).not.toContain('ok')
  })
})

it('says which lock holds for what a gate lets through', async () => {
  const gate = 'environments: {prod: {gate: {approvals: 1, from: {users: [ann]}}}}\n'
  const files = filesPorts(memoryTree({ 'fairlead.yaml': gate }), { base: 'main' })
  const of = async (project: ProjectOptions) => (await findings({ files, project }))['gitlab/lock']
  expect(await of({ mergeMethod: 'rebase_merge' })).toEqual([
    expect.stringMatching(/^ok GitLab merges into main only branches that contain its newest commit/),
  ])
  const protectedBranches = { main: { push: 'nobody' } } as const
  expect(await of({ protectedBranches })).toEqual([expect.stringMatching(/^warning .* cannot push to main/)])
  expect(await of({ protectedBranches: {} })).toEqual([expect.stringMatching(/^note .* can push to main/)])
})
