/** `update` on GitLab as its users run it: from a job's variables and inputs to the resulting merge request. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { command as mergeRequestCommand } from '../../src/entries/wire/pull-request.ts'
import { command as updateCommand } from '../../src/entries/wire/update.ts'
import { FairleadError } from '../../src/errors.ts'
import { readContext } from '../../src/runtime/context.ts'
import { startFakeGitLab } from '../fakes/gitlab/index.ts'
import type { FakeGitLab, ProjectHandle } from '../fakes/gitlab/index.ts'
import { git, temporaryFolder } from '../support/git.ts'
import { hasTools, realTools } from '../support/helm.ts'
import { argoRepo } from '../support/infra.ts'

const path = 'acme/platform/infra'
const token = 'glpat-ofTheProject'
let fake: FakeGitLab
let infra: ProjectHandle

beforeEach(async () => {
  fake = await startFakeGitLab()
  infra = await fake.addProject(path, { files: argoRepo() })
  fake.addToken(token, { kind: 'project', username: 'fairlead_bot', roles: { [path]: 'developer' } })
})
afterEach(async () => {
  const { violations } = fake
  await fake[Symbol.asyncDispose]()
  expect(violations).toEqual([])
})

/** Runs a command like a job of the app's project. */
async function run(
  given: Record<string, string>,
  more: Record<string, string> = {},
  command = updateCommand,
  folder = '/',
) {
  const environment = {
    PATH: process.env['PATH'],
    GITLAB_CI: 'true',
    CI_API_V4_URL: fake.apiUrl,
    CI_SERVER_URL: fake.serverUrl,
    CI_PROJECT_PATH: 'acme/web',
    CI_JOB_TOKEN: 'glcbt-64_job',
    ...more,
  }
  const closers: (() => Promise<void>)[] = []
  const texts = new Map(
    Object.entries({ forge: 'gitlab', token, ...given }).map(([name, value]) => [name, [value]]),
  )
  try {
    return await command.run(
      { texts, faults: [], label: (name) => name },
      {
        context: readContext(environment, folder),
        say() {},
        warn() {},
        width: 100,
        progress() {},
        hide() {},
        atEnd: (close) => void closers.push(close),
      },
    )
  } finally {
    for (const close of closers) await close()
  }
}

const web = (tag: string, environment = 'dev') => ({
  repository: path,
  app: 'web',
  environment,
  image: 'ghcr.io/acme/web',
  'image-tag': tag,
})
const branch = () => infra.branches().find((name) => name.startsWith('fairlead/')) ?? ''
const file = 'charts/web/values-dev.yaml'

describe('update', () => {
  it('opens a merge request, refreshes the same one, and leaves it where nothing is new', async () => {
    const opened = await run(web('1.1.0'))
    expect(opened.text.join('\n')).toContain(`Opened ${fake.serverUrl}/${path}/-/merge_requests/1`)
    expect(opened.text.join('\n')).not.toMatch(/pull request/i)
    await infra.push('main', { 'README.md': 'new\n' })
    const refreshed = await run(web('1.2.0'))
    expect(refreshed.outputs).toMatchObject({
      'pull-request-operation': 'updated',
      'pull-request-number': '1',
      'pull-request-head-sha': infra.head(branch()),
    })
    const { parents, author } = await infra.commit(branch())
    expect(parents).toEqual([infra.head()])
    expect(author.name).toBe('fairlead_bot')
    expect(await infra.read(file, branch())).toContain('tag: 1.2.0   # set by CI')
    expect((await run(web('1.2.0'))).outputs).toMatchObject({ 'pull-request-operation': 'unchanged' })
    expect(infra.mergeRequests).toHaveLength(1)
  })

  it.skipIf(!hasTools)(
    'renders the app from the files that it needs, and tells in the request what it runs',
    async () => {
      const { helm } = realTools(4)
      await infra.push('main', {
        'charts/web/templates/pod.yaml':
          'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"}]}\n',
        'docs/guide.md': 'a guide\n',
        'charts/other/Chart.yaml': 'apiVersion: v2\nname: other\nversion: 0.1.0\n',
        'charts/web/templates/_helpers.tpl': '{{ define "a" }}{{ end }}\n',
        'charts/other/templates/_helpers.tpl': '{{ define "a" }}{{ end }}\n',
      })
      const filesRead = () => {
        const paths = fake.requests.map(({ path: at }) => /repository\/files\/([^?]+)/.exec(at)?.[1] ?? '')
        return new Set(paths.map((at) => decodeURIComponent(at)))
      }
      await run({ ...web('1.1.0'), 'verify-render': 'never', 'dry-run': 'true' })
      const needed = filesRead()
      const { warnings } = await run({ ...web('1.1.0'), 'helm-path': helm })
      expect(warnings.filter((text) => /render/i.test(text))).toEqual([])
      expect(infra.mergeRequests[0]?.description).toContain('Rendered: web-dev in dev runs 1.1.0.')
      const more = [...filesRead()].filter((at) => !needed.has(at))
      expect(more.filter((at) => !at.startsWith('charts/web/'))).toEqual([])
      expect(filesRead()).not.toContain('docs/guide.md')
      // A run that cannot render does not change the description.
      const before = infra.mergeRequests[0]?.description
      const again = await run({ ...web('1.1.0'), 'verify-render': 'never' })
      expect(again.outputs).toMatchObject({ 'pull-request-operation': 'unchanged' })
      expect(infra.mergeRequests[0]?.description).toBe(before)
    },
  )

  it('has the branch go with the merge where delete-branch says so, and else leaves that to the project', async () => {
    await run(web('1.1.0'))
    await run({ ...web('1.1.0', 'prod'), 'delete-branch': 'true' })
    expect(infra.mergeRequests.map(({ removeSourceBranch }) => removeSourceBranch)).toEqual([false, true])
  })

  it('takes a title that makes a draft for what it is', async () => {
    const given = { ...web('1.1.0'), title: 'Draft: Bump web' }
    expect((await run(given)).outputs).toMatchObject({ 'pull-request-operation': 'created' })
    expect(infra.mergeRequest(1)).toMatchObject({ title: 'Draft: Bump web' })
    const again = await run(given)
    expect(again.outputs).toMatchObject({ 'pull-request-operation': 'unchanged' })
    expect(again.text.join('\n')).not.toContain('Refreshed')
  })

  it('gives GitLab no command that stands in a text', async () => {
    const given = { ...web('1.1.0'), body: '/close\n/merge' }
    expect((await run(given)).outputs).toMatchObject({ 'pull-request-operation': 'created' })
    expect(infra.mergeRequests).toMatchObject([{ state: 'opened' }])
    expect((await run(given)).outputs).toMatchObject({ 'pull-request-operation': 'unchanged' })
  })

  it('calls it by its name before there is one, and where it cannot be', async () => {
    const dry = await run({ ...web('1.1.0'), 'dry-run': 'true' })
    expect(dry.text.join('\n')).toContain('Would open a merge request on fairlead/')
    await expect(run({ ...web('1.1.0'), branch: 'main' })).rejects.toThrow(
      /branch of a merge request cannot be/,
    )
    await infra.push('mine', { a: '1' })
    await expect(run({ ...web('1.1.0'), branch: 'mine' })).rejects.toThrow(/has no merge request/)
  })

  it('keeps the commit of a person that comes between the look and the write', async () => {
    await run(web('1.1.0'))
    const name = branch()
    let left = 1
    fake.onRequest(async ({ operation }) => {
      if (operation !== 'git-receive-pack' || left-- <= 0) return undefined
      await infra.push(name, { 'by-hand.yaml': 'x: 1\n' }, { message: 'By hand' })
      return undefined
    })
    await run(web('1.2.0'))
    expect(await infra.read('by-hand.yaml', name)).toBe('x: 1\n')
    expect(await infra.read(file, name)).toContain('tag: 1.2.0')
    expect(infra.mergeRequests).toHaveLength(1)
  })

  it('loses no app of many that come at the same time', async () => {
    const apps = ['web', 'api', 'shop', 'mail', 'auth', 'cart']
    const other = await fake.addProject('acme/platform/many', { files: argoRepo(apps) })
    const role = { [other.path]: 'developer' } as const
    fake.addToken('glpat-many', { kind: 'project', roles: role })
    await Promise.all(
      apps.map((app) =>
        run({
          repository: other.path,
          token: 'glpat-many',
          app,
          environment: 'dev',
          image: `ghcr.io/acme/${app}`,
          'image-tag': '1.1.0',
          group: 'environment',
        }),
      ),
    )
    expect(other.mergeRequests.filter(({ state }) => state === 'opened')).toHaveLength(1)
    const [source] = other.mergeRequests.map((one) => one.source)
    for (const app of apps)
      expect(await other.read(`charts/${app}/values-dev.yaml`, source)).toContain('tag: 1.1.0')
  })

  it('takes the whole address of a project, on any instance', async () => {
    const none = { GITLAB_CI: '', CI_API_V4_URL: '', CI_SERVER_URL: '' }
    const { outputs } = await run({ ...web('1.1.0'), repository: `${fake.serverUrl}/${path}` }, none)
    expect(outputs).toMatchObject({ 'pull-request-number': '1' })
  })

  it.each([
    ["a job's own token", 'glcbt-64_job', /CI_JOB_TOKEN cannot open merge requests/],
    ['a token of GitHub', 'ghs_abc', /token is a GitHub token/],
    ['none', '', /no token for acme\/platform\/infra/],
  ])('asks nothing with %s', async (_, text, said) => {
    const error = await run({ ...web('1.1.0'), token: text }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(FairleadError)
    expect((error as Error).message).toMatch(said)
    expect(fake.requests).toEqual([])
  })
})

describe('merge-request', () => {
  it('knows the project from the checkout', async () => {
    const folder = temporaryFolder()
    git(folder, 'init', '--quiet', '--initial-branch=main')
    git(folder, 'fetch', '--quiet', infra.directory, 'main')
    git(folder, 'checkout', '--quiet', '-B', 'main', 'FETCH_HEAD')
    git(
      folder,
      'remote',
      'add',
      'origin',
      `${fake.serverUrl.replace('//', '//gitlab-ci-token:secret@')}/${path}.git`,
    )
    const { writeFileSync } = await import('node:fs')
    writeFileSync(`${folder}/${file}`, 'image:\n  tag: 3.0.0\n')
    const { outputs } = await run({}, {}, mergeRequestCommand, folder)
    expect(outputs).toMatchObject({ 'pull-request-operation': 'created', 'files-updated': file })
    expect(await infra.read(file, 'fairlead/changes')).toBe('image:\n  tag: 3.0.0\n')
  })
})
