import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { command } from '../../src/entries/wire/render.ts'
import type { JobEvent } from '../../src/runtime/job-event.ts'
import { readContext } from '../../src/runtime/context.ts'
import type { Edits } from '../support/diff.ts'
import { changedRepo, edit } from '../support/diff.ts'
import { git, temporaryFolder } from '../support/git.ts'
import { hasTools, realTools } from '../support/helm.ts'
import { githubEvent } from '../../src/runtime/github-event.ts'

const application = (name: string, path: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  project: default
  source: {repoURL: https://github.com/acme/infra, targetRevision: HEAD, path: ${path}}
  destination: {server: https://kubernetes.default.svc, namespace: ${name}}
`
const map = (value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {value: "${value}"}\n`
const chart = (folder: string, template: string) => ({
  [`${folder}/Chart.yaml`]: 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
  [`${folder}/templates/map.yaml`]: template,
})

const files: Edits = {
  'clusters/prod/web.yaml': application('web', 'apps/web'),
  'clusters/dev/web.yaml': application('web-dev', 'apps/web'),
  'clusters/prod/queue.yaml': application('queue', 'apps/queue'),
  'clusters/prod/root.yaml': application('root', 'apps/root'),
  ...chart('apps/web', map('{{ .Release.Namespace }}')),
  ...chart('apps/root', application('child', 'apps/queue').replace('child', '{{ print "chi" "ld" }}')),
  'apps/queue/kustomization.yaml': 'resources: [map.yaml]\nnamePrefix: q-\n',
  'apps/queue/map.yaml': map('1'),
}

describe.skipIf(!hasTools)('render', () => {
  /** Runs `render` as a person does, and returns the content of the folder afterwards. */
  async function render(
    folder: string,
    inputs: Record<string, string | string[]> = {},
    event: JobEvent = {},
  ) {
    git(folder, 'config', 'remote.origin.url', 'https://github.com/acme/infra')
    const { helm, kubectl } = realTools(4)
    const out = join(temporaryFolder(), 'out')
    const all = { path: folder, 'output-dir': out, 'helm-path': helm, 'kustomize-path': kubectl, ...inputs }
    const texts = new Map(Object.entries(all).map(([name, value]) => [name, [value].flat()]))
    const closers: (() => Promise<void>)[] = []
    const result = await command
      .run(
        { texts, faults: [], label: (name) => `--${name}` },
        {
          context: readContext({ PATH: process.env['PATH'] }, folder, event),
          say: () => undefined,
          warn: () => undefined,
          width: 100,
          progress: () => undefined,
          hide: () => undefined,
          atEnd: (close) => closers.push(close),
        },
      )
      .finally(() => Promise.all(closers.map((close) => close())))
    const written = globSync('**/*.yaml', { cwd: out }).toSorted()
    return { ...result, out, written, read: (path: string) => readFileSync(join(out, path), 'utf8') }
  }

  it('writes a file for each app, those too that only another one renders', async () => {
    const { written, read, outputs, failure } = await render(changedRepo(files, {}))
    expect(written).toEqual([
      'dev/web-dev.yaml',
      'prod/child.yaml',
      'prod/queue.yaml',
      'prod/root.yaml',
      'prod/web.yaml',
    ])
    expect(read('prod/web.yaml')).toContain('"value": "web"'.replace('"value"', 'value'))
    expect(read('prod/queue.yaml')).toContain('"q-settings"')
    expect(read('prod/child.yaml')).toContain('namespace: "child"')
    expect(outputs).toEqual({ apps: '5', failed: '0', manifests: '5' })
    expect(failure).toBeUndefined()
  })

  it('writes the chosen apps of a revision', async () => {
    const folder = changedRepo(files, { 'apps/queue/map.yaml': map('2') })
    const before = await render(folder, { revision: 'main', app: 'queue' })
    expect(before.written).toEqual(['prod/queue.yaml'])
    expect(before.read('prod/queue.yaml')).toContain('value: "1"')
    edit(folder, { 'apps/queue/map.yaml': map('3') })
    expect((await render(folder, { app: 'queue' })).read('prod/queue.yaml')).toContain('value: "3"')
    expect((await render(folder, { app: 'child' })).written).toEqual(['prod/child.yaml'])
    expect((await render(folder, { environment: 'dev' })).written).toEqual(['dev/web-dev.yaml'])
  })

  it('tells what cannot be rendered, with exit code 1, and writes the others', async () => {
    const folder = changedRepo(files, { 'apps/web/templates/map.yaml': '{{ fail "no port" }}' })
    const { written, failure, text } = await render(folder)
    expect(written).toEqual(['prod/child.yaml', 'prod/queue.yaml', 'prod/root.yaml'])
    expect(failure?.kind).toBe('refused')
    expect(failure?.message).toContain('web-dev in dev could not be rendered')
    expect(text.join('\n')).toContain('no port')
  })

  it('fails where no app is found and something may be deployed', async () => {
    const made = await render(
      changedRepo({ 'k8s/map.yaml': map('1'), 'helmfile.yaml': 'releases: []\n' }, {}),
    )
    expect(made.failure?.kind).toBe('refused')
    expect(made.failure?.message).toContain('no app was found in this repo, so nothing was rendered')
    expect(made.failure?.message).toContain('Helmfile (helmfile.yaml)')
    expect((await render(changedRepo({ 'README.md': 'a\n' }, {}))).failure).toBeUndefined()
  })

  it('fails for what it could not render: a file without anything in it would pass every check', async () => {
    const plugin = application('site', 'apps/queue').replace('path:', 'plugin: {name: cdk8s}, path:')
    const made = await render(changedRepo({ ...files, 'clusters/prod/site.yaml': plugin }, {}))
    expect(made.outputs).toMatchObject({ apps: '5', failed: '1' })
    expect(made.written).not.toContain('prod/site.yaml')
    expect(made.failure?.message).toContain('site in prod could not be rendered: the plugin cdk8s')
    const values = { 'apps/my-app/values-prod.yaml': 'replicaCount: 2\n', 'clusters/prod/.gitkeep': '' }
    const nothing = await render(changedRepo(values, {}))
    expect(nothing).toMatchObject({ outputs: { apps: '0', failed: '1' }, written: [] })
    expect(nothing.failure?.message).toContain('its chart is not in this repo')
    expect(nothing.failure?.message).toContain('charts: [{app: my-app')
  })

  it('refuses names that nothing has, a revision that is not there, and a folder with something in it', async () => {
    const folder = changedRepo(files, {})
    await expect(render(folder, { app: 'quue' })).rejects.toThrow('Did you mean "queue"?')
    await expect(render(folder, { environment: 'moon' })).rejects.toThrow('"moon"')
    await expect(render(folder, { revision: 'gone' })).rejects.toThrow('the revision "gone" does not exist')
    await expect(render(folder, { 'output-dir': folder })).rejects.toThrow('is not empty')
    expect(existsSync(join(folder, 'prod'))).toBe(false)
  })

  it('takes fairlead.yaml of the base where a pull request changes it', async () => {
    const folder = changedRepo(files, {
      'fairlead.yaml': 'environments:\n  stolen: {paths: [clusters/prod/**]}\n',
    })
    const inputs = { app: 'queue' }
    expect((await render(folder, inputs)).written).toEqual(['stolen/prod/queue.yaml'])
    const pull = { pull_request: { number: 1, base: { ref: 'main' } } }
    const event = githubEvent(pull, { GITHUB_ACTIONS: 'true' })
    expect((await render(folder, inputs, event)).written).toEqual(['prod/queue.yaml'])
  })

  it('fills in the variables of a base that clusters share from the ConfigMap of each cluster', async () => {
    const kustomization = (name: string, path: string, extra = '') =>
      `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\nspec:\n  path: ${path}\n  sourceRef: {kind: GitRepository, name: flux-system}\n${extra}`
    const cluster = (name: string) => ({
      [`clusters/${name}/root.yaml`]: kustomization('flux-system', `./clusters/${name}`),
      [`clusters/${name}/tenants.yaml`]: kustomization('tenants', './tenants'),
      [`clusters/${name}/info.yaml`]: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: info, namespace: flux-system}\ndata: {STAGE: ${name}}\n`,
    })
    const folder = changedRepo(
      {
        ...cluster('prod'),
        ...cluster('staging'),
        'tenants/web.yaml': kustomization(
          'web',
          './apps/web',
          '  postBuild: {substituteFrom: [{kind: ConfigMap, name: info}]}\n',
        ),
        'apps/web/map.yaml': map('${STAGE}'),
      },
      {},
    )
    const { read } = await render(folder)
    expect(read('prod/web.yaml')).toContain('value: "prod"')
    expect(read('staging/web.yaml')).toContain('value: "staging"')
  })
})
