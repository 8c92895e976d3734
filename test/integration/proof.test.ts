import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { command as bump } from '../../src/entries/wire/bump.ts'
import { command as update } from '../../src/entries/wire/update.ts'
import { folderWith } from '../support/bump.ts'
import { bareRepository, git, temporaryFolder } from '../support/git.ts'
import { hasTools, realTools } from '../support/helm.ts'
import { runWired } from '../support/wired.ts'

const url = 'https://git.example.test/acme/infra.git'

const application = (name: string, environment: string, source: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}-${environment}, namespace: argocd}
spec:
  project: default
  source:
    repoURL: ${url}
    targetRevision: main
${source.replaceAll(/^/gm, '    ')}
  destination: {server: https://kubernetes.default.svc, namespace: ${environment}}
`
const web = (tag: string) => `image:\n  repository: ghcr.io/acme/web\n  tag: ${tag}\n`
const deployment = (containers: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
${containers.replaceAll(/^/gm, '      ')}
`
const ownImage = `containers:
  - {name: web, image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"}`

/** Returns a chart with a values file for prod. */
const chart = (containers = ownImage, values = web('1.0.0'), prod = 'image: {tag: 1.4.1}\n') => ({
  'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\nappVersion: 1.4.1\n',
  'chart/values.yaml': values,
  'chart/templates/deployment.yaml': deployment(containers),
  'envs/prod.yaml': prod,
  'apps/web.yaml': application('web', 'prod', 'path: chart\nhelm: {valueFiles: [../envs/prod.yaml]}'),
})

const asked = { app: 'web-prod', image: 'ghcr.io/acme/web', 'image-tag': '1.4.2' }
interface Told {
  readonly proof: readonly { readonly verdict: string; readonly saying: string }[]
}

describe.skipIf(!hasTools)('a bump that proves itself', () => {
  const tools = () => {
    const { helm, kubectl } = realTools(4)
    return { 'helm-path': helm, 'kustomize-path': kubectl }
  }
  const bumped = async (files: Record<string, string>, inputs: Record<string, string> = {}) => {
    const folder = folderWith(files)
    const result = await runWired(bump, folder, { path: folder, ...tools(), ...asked, ...inputs })
    return { ...result, proof: (result.data as Told).proof, read: (path: string) => readIn(folder, path) }
  }
  const readIn = (folder: string, path: string) => readFileSync(join(folder, path), 'utf8')
  const refusal = async (files: Record<string, string>, inputs: Record<string, string> = {}) => {
    const folder = folderWith(files)
    const error = await runWired(bump, folder, { path: folder, ...tools(), ...asked, ...inputs }).then(
      () => undefined,
      (thrown: unknown) => thrown as { kind: string; message: string },
    )
    for (const [path, text] of Object.entries(files)) expect(readIn(folder, path)).toBe(text)
    return error
  }

  it('says what the app runs then', async () => {
    const { text, proof, warnings, read } = await bumped(chart())
    expect(text.at(-1)).toBe('Rendered: web-prod in prod runs 1.4.2.')
    expect(proof).toMatchObject([{ verdict: 'proved', saying: 'web-prod in prod runs 1.4.2' }])
    expect(warnings).toEqual([])
    expect(read('envs/prod.yaml')).toBe('image: {tag: 1.4.2}\n')
  })

  it('names containers that still have the old version', async () => {
    const migrate = `${ownImage}\ninitContainers:\n  - {name: migrate, image: "ghcr.io/acme/web:1.4.1"}`
    const { warnings } = await bumped(chart(migrate))
    expect(warnings).toEqual([
      'web-prod in prod: Deployment web, init container migrate still has ghcr.io/acme/web:1.4.1',
    ])
  })

  it('is refused where no template reads the value', async () => {
    const fixed =
      'containers:\n  - {name: web, image: "{{ .Values.image.repository }}:{{ .Chart.AppVersion }}"}'
    const error = await refusal(chart(fixed))
    expect(error?.kind).toBe('refused')
    expect(error?.message).toContain(
      'web-prod in prod would continue to run ghcr.io/acme/web:1.4.1: the written value does not reach it',
    )
    expect(error?.message).toContain('written:  envs/prod.yaml:1 image.tag: 1.4.1 -> 1.4.2')
    expect(error?.message).toContain('rendered: Deployment web, container web: ghcr.io/acme/web:1.4.1')
    expect((await bumped(chart(fixed), { 'verify-render': 'never' })).proof).toEqual([])
  })

  it('is refused where the image is written in the chart, and not where what reads the value is off', async () => {
    const fixed = 'containers: [{name: web, image: "docker.io/other/thing:2"}]'
    expect((await refusal(chart(fixed)))?.message).toContain(
      'no template of web-prod in prod reads image.tag',
    )
    const off = {
      ...chart(),
      'chart/templates/deployment.yaml': `{{ if .Values.enabled }}${deployment(ownImage)}{{ end }}`,
    }
    const { text, read } = await bumped(off)
    expect(text.at(-1)).toBe(
      'Not verified: nothing in the rendered output of web-prod in prod names ghcr.io/acme/web.',
    )
    expect(read('envs/prod.yaml')).toBe('image: {tag: 1.4.2}\n')
    // The same if another workload with the same image is enabled.
    const both = {
      ...chart(
        ownImage,
        `${web('1.0.0')}worker:\n  ${web('1.0.0').replaceAll('\n', '\n  ')}\n`,
        'image: {tag: 1.4.1}\nworker: {image: {tag: 1.4.1}}\n',
      ),
      'chart/templates/worker.yaml': `{{ if .Values.on }}${deployment(ownImage.replaceAll('.Values', '.Values.worker')).replace('name: web', 'name: worker')}{{ end }}`,
    }
    const place = { 'values-file': 'envs/prod.yaml', key: 'worker.image.tag', app: '' }
    expect((await bumped(both, place)).read('envs/prod.yaml')).toContain('worker: {image: {tag: 1.4.2}}')
  })

  it('is refused where another image moves instead', async () => {
    const wrong = 'containers: [{name: web, image: "docker.io/acme/api:{{ .Values.image.tag }}"}]'
    expect((await refusal(chart(wrong)))?.message).toContain(
      'web-prod in prod would move docker.io/acme/api to 1.4.2, not ghcr.io/acme/web',
    )
    // With a mirror, the same image has another name.
    const mirrored = 'containers: [{name: web, image: "mirror.corp/team-web:{{ .Values.image.tag }}"}]'
    expect((await bumped(chart(mirrored))).text.at(-1)).toBe(
      'Rendered: web-prod in prod runs mirror.corp/team-web:1.4.2.',
    )
  })

  it('is refused where an overlay overrides the place that is named', async () => {
    const files = {
      'base/kustomization.yaml': 'resources: [deployment.yaml]\n',
      'base/deployment.yaml': deployment('containers: [{name: web, image: "ghcr.io/acme/web:1.4.0"}]'),
      'prod/kustomization.yaml': 'resources: [../base]\nimages: [{name: ghcr.io/acme/web, newTag: 1.4.1}]\n',
      'apps/web.yaml': application('web', 'prod', 'path: prod'),
    }
    const { app, ...named } = asked
    expect(app).toBe('web-prod')
    const place = {
      'values-file': 'base/deployment.yaml',
      key: 'spec.template.spec.containers[0].image',
      app: '',
    }
    const error = await refusal(files, { ...named, ...place })
    expect(error?.message).toContain('would continue to run ghcr.io/acme/web:1.4.1')
    expect(error?.message).toContain('The effective location is prod/kustomization.yaml:2 images[0].newTag')
    // If the app is given instead of the file, the overlay is changed.
    expect((await bumped(files)).read('prod/kustomization.yaml')).toContain('newTag: 1.4.2')
  })

  it('moves another image of the same tag only where that is named or allowed', async () => {
    const two = `${ownImage}\n  - {name: migrate, image: "ghcr.io/acme/migrations:{{ .Values.image.tag }}"}`
    const error = await refusal(chart(two))
    expect(error?.message).toContain(
      'web-prod in prod would move ghcr.io/acme/migrations to 1.4.2 as well, which was not requested',
    )
    const { proof } = await bumped(chart(two), { 'allow-shared': 'true' })
    expect(proof[0]?.verdict).toBe('proved')
  })

  it('is refused where the app can no longer be rendered, and not where it cannot before either', async () => {
    const picky = `containers:
  - {name: web, image: "ghcr.io/acme/web:{{ .Values.image.tag | required "no tag" }}"}
{{- if eq .Values.image.tag "1.4.2" }}{{ fail "there is no such build" }}{{ end }}`
    expect((await refusal(chart(picky)))?.message).toContain('can no longer be rendered with 1.4.2')
    const broken = `containers: [{name: web, image: "ghcr.io/acme/web:{{ .Values.image.tag }}"}]{{ fail "never" }}`
    const { proof, read } = await bumped(chart(broken))
    expect(proof).toMatchObject([
      { verdict: 'not-proved', saying: expect.stringContaining('even without the change') as string },
    ])
    expect(read('envs/prod.yaml')).toBe('image: {tag: 1.4.2}\n')
  })

  it('follows a template that adds something to the tag, and refuses what would be added twice', async () => {
    const prefixed = 'containers: [{name: web, image: "ghcr.io/acme/web:v{{ .Values.image.tag }}"}]'
    expect((await bumped(chart(prefixed))).text.at(-1)).toBe('Rendered: web-prod in prod runs v1.4.2.')
    const error = await refusal(chart(prefixed), { 'image-tag': 'v1.4.2', 'allow-floating': 'true' })
    expect(error?.message).toContain('would run ghcr.io/acme/web:vv1.4.2')
  })

  it('is written as ever without a renderer, and fails where a proof is wanted', async () => {
    const folder = folderWith(chart())
    const environment = { PATH: temporaryFolder() }
    const { text } = await runWired(bump, folder, { path: folder, ...asked }, { environment })
    expect(text.at(-1)).toBe('Not verified: helm, kustomize and kubectl are not on PATH.')
    const strict = { path: folder, ...asked, 'image-tag': '1.4.3', 'verify-render': 'always' }
    await expect(runWired(bump, folder, strict, { environment })).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining('is not on PATH') as string,
    })
    expect(readIn(folder, 'envs/prod.yaml')).toBe('image: {tag: 1.4.2}\n')
  })

  const releases = 'containers: [{name: web, image: "ghcr.io/acme/web:{{ .Values.release }}"}]'
  const told = (place: string) =>
    `${place} was found by trial rendering: no other value changes ghcr.io/acme/web of web-prod`
  it('finds by trial the value that moves the image, where nothing tells it', async () => {
    const odd = chart(releases, 'release: 1.0.0\n', 'chart: 1.4.1\nrelease: 1.4.1 # ours\n')
    const { warnings, read, text } = await bumped(odd)
    expect(read('envs/prod.yaml')).toBe('chart: 1.4.1\nrelease: 1.4.2 # ours\n')
    expect(warnings).toEqual([told('envs/prod.yaml:2 release')])
    expect(text.at(-1)).toBe('Rendered: web-prod in prod runs 1.4.2.')
    const tpl = 'containers: [{name: web, image: "{{ tpl .Values.image . }}"}]'
    const values = "version: 1.0.0\nimage: 'ghcr.io/acme/web:{{ .Values.version }}'\n"
    const templated = await bumped(chart(tpl, values, 'version: 1.4.1\n'))
    expect(templated.read('envs/prod.yaml')).toBe('version: 1.4.2\n')
    const list = '{{ range .Values.apps }}\ncontainers: [{name: web, image: "{{ .img }}"}]{{ end }}'
    const parts = await bumped(chart(list, 'apps: []\n', 'apps: [{img: "ghcr.io/acme/web:1.4.1"}]\n'))
    expect(parts.read('envs/prod.yaml')).toBe('apps: [{img: "ghcr.io/acme/web:1.4.2"}]\n')
  })

  it('knows an image by the name that runs, where a helper puts a registry before what the values say', async () => {
    const helper = `{{ define "web.image" }}{{ .Values.mirror | default (printf "%s.io" "ghcr") }}/{{ .Values.image.repository }}:{{ .Values.image.tag }}{{ end }}
containers: [{name: web, image: {{ include "web.image" . }}}]`
    const odd = chart(helper, 'image: {repository: acme/web, tag: 1.0.0}\n')
    const { warnings, read, text } = await bumped(odd)
    expect(read('envs/prod.yaml')).toBe('image: {tag: 1.4.2}\n')
    expect(warnings).toEqual([told('envs/prod.yaml:1 image.tag')])
    expect(text.at(-1)).toBe('Rendered: web-prod in prod runs 1.4.2.')
    // An image that no workload uses is still an input error, as without a renderer.
    for (const image of ['web', 'registry.acme.example/acme/web'])
      expect(await refusal(chart(), { image })).toMatchObject({
        kind: 'input',
        message: expect.stringContaining(`does not use the image ${image}`) as string,
      })
  })

  it('takes no value by trial that moves anything else, or that is one of several', async () => {
    const two = `${releases}\ninitContainers: [{name: migrate, image: "ghcr.io/acme/api:{{ .Values.release }}"}]`
    expect((await refusal(chart(two, 'release: 1.0.0\n', 'release: 1.4.1\n')))?.message).toContain(
      'sets no image in this repo',
    )
    const each = `containers:
  - {name: web, image: "ghcr.io/acme/web:{{ .Values.release }}"}
  - {name: worker, image: "ghcr.io/acme/web:{{ .Values.worker }}"}`
    const several = await refusal(chart(each, 'release: 1.0.0\n', 'release: 1.4.1\nworker: 1.4.1\n'))
    expect(several?.message).toContain(
      'several locations set ghcr.io/acme/web of web-prod: envs/prod.yaml:1 release, envs/prod.yaml:2 worker',
    )
  })

  it('finds by trial without a clone, and a rerun finds its own request', async () => {
    const repository = bareRepository(chart(releases, 'release: 1.0.0\n', 'release: 1.4.1\n'))
    const step = { forge: 'local', repository, ...asked, ...tools() }
    const first = await runWired(update, temporaryFolder(), step)
    expect(first.outputs).toMatchObject({ outcome: 'updated', 'files-updated': 'envs/prod.yaml' })
    const again = await runWired(update, temporaryFolder(), step)
    expect(again.outputs).toMatchObject({ outcome: 'unchanged' })
  })

  it('has nothing to do in a rerun where the place was found by trial', async () => {
    const odd = chart(releases, 'release: 1.0.0\n', 'chart: 1.4.2\nrelease: 1.4.2\n')
    const { text, read } = await bumped(odd)
    expect(text).toEqual(['Nothing to do: already at this version.'])
    expect(read('envs/prod.yaml')).toBe('chart: 1.4.2\nrelease: 1.4.2\n')
  })

  it('is not refused where the app follows another branch, which the change gets to later', async () => {
    const files = chart()
    const followed = { ...files, 'apps/web.yaml': files['apps/web.yaml'].replace(': main', ': release') }
    const origin = bareRepository(followed)
    git(origin, 'branch', 'release', 'main')
    const folder = join(temporaryFolder(), 'clone')
    git(origin, 'clone', '--quiet', origin, folder)
    git(folder, 'remote', 'set-url', 'origin', url)
    const { text } = await runWired(bump, folder, { path: folder, ...tools(), ...asked })
    expect(text.at(-1)).toBe(
      'Not verified: web-prod in prod follows release of this repo, which the change is not on yet.',
    )
    expect(readIn(folder, 'envs/prod.yaml')).toBe('image: {tag: 1.4.2}\n')
  })

  it('says nothing of values that are no versions', async () => {
    const folder = folderWith(chart(ownImage, web('1.0.0'), 'replicas: 1\n'))
    const changes = JSON.stringify({ 'envs/prod.yaml': { replicas: 2 } })
    const { text, data } = await runWired(bump, folder, { path: folder, ...tools(), changes })
    expect(text).toEqual(['Set envs/prod.yaml:1 replicas: 1 -> 2'])
    expect((data as Told).proof).toEqual([])
  })

  it('is told in the request, and a run that cannot render does not write it again', async () => {
    const repository = bareRepository(chart())
    const step = { forge: 'local', repository, ...asked }
    const first = await runWired(update, temporaryFolder(), { ...step, ...tools() })
    const { pullRequests } = first.data as { pullRequests: { body: string; headSha: string }[] }
    expect(pullRequests[0]?.body).toContain('Rendered: web-prod in prod runs 1.4.2.')
    const environment = { PATH: process.env['PATH'] }
    const never = { ...step, 'verify-render': 'never' }
    const again = await runWired(update, temporaryFolder(), never, { environment })
    expect(again.outputs).toMatchObject({ outcome: 'unchanged' })
    expect(git(repository, 'rev-parse', 'refs/heads/main')).not.toBe(pullRequests[0]?.headSha)
  })
})
