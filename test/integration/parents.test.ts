import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { command as bump } from '../../src/entries/wire/bump.ts'
import { command as inventory } from '../../src/entries/wire/inventory.ts'
import { folderWith } from '../support/bump.ts'
import { bareRepository, git, temporaryFolder } from '../support/git.ts'
import { hasTools, realTools } from '../support/helm.ts'
import { runWired } from '../support/wired.ts'
import { command as pullRequest } from '../../src/entries/wire/pull-request.ts'
import { command as update } from '../../src/entries/wire/update.ts'

const url = 'https://git.example.test/acme/infra.git'
const chart = (name: string) => `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`
const application = (name: string, source: string, rest = '') => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  project: default
  source:
    repoURL: ${url}
    targetRevision: main
${source.replaceAll(/^/gm, '    ')}
  destination: {server: https://kubernetes.default.svc, namespace: ${rest || 'argocd'}}
`
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}}
spec:
  template: {spec: {containers: [{name: web, image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"}]}}
`
const image = (name: string, tag = '1.0.0') => `image:\n  repository: ghcr.io/acme/${name}\n  tag: ${tag}\n`

/** A root, a chart of Applications, and the chart that they deploy. */
const files = {
  'root/root.yaml': application('root', 'path: apps\nhelm: {valueFiles: [values-prod.yaml]}'),
  'apps/Chart.yaml': chart('apps'),
  'apps/values.yaml': `apps: [web, api]\n`,
  'apps/values-prod.yaml': 'environment: prod\n',
  'apps/templates/apps.yaml': `{{- range .Values.apps }}
---
${application('{{ . }}-{{ $.Values.environment }}', 'path: charts/web\nhelm:\n  valueFiles: [../../envs/{{ . }}-{{ $.Values.environment }}.yaml]', '{{ . }}')}
{{- end }}
`,
  'charts/web/Chart.yaml': chart('web'),
  'charts/web/values.yaml': image('web', '0.0.1'),
  'charts/web/templates/deployment.yaml': deployment,
  'envs/web-prod.yaml': image('web'),
  'envs/api-prod.yaml': image('api'),
}

/** The fields of the apps that a person compares. */
interface Told {
  readonly apps: readonly {
    readonly name: string
    readonly environment: string | null
    readonly declaredAt: { readonly file: string; readonly line: number }
    readonly madeFrom: { readonly file: string; readonly line: number; readonly key: string } | null
    readonly assumed: { readonly values?: readonly string[] } | null
    readonly images: readonly { readonly place: { readonly file: string } | null }[]
  }[]
  readonly unresolved: readonly { readonly file: string; readonly reason: string }[]
}

describe.skipIf(!hasTools)('apps that a chart declares', () => {
  const tools = () => {
    const { helm, kubectl } = realTools(4)
    return { 'helm-path': helm, 'kustomize-path': kubectl }
  }
  const list = async (folder: string, inputs: Record<string, string> = tools()) => {
    const { data } = await runWired(inventory, folder, { path: folder, ...inputs })
    return data as Told
  }
  const lines = ({ apps }: Told) =>
    apps.map(({ name, environment, images }) =>
      [name, environment, ...images.map(({ place }) => place?.file)].join(' '),
    )

  it('are in the inventory, with environment and image', async () => {
    const told = await list(folderWith(files))
    expect(lines(told)).toEqual([
      'api-prod prod envs/api-prod.yaml',
      'root prod',
      'web-prod prod envs/web-prod.yaml',
    ])
    expect(told.unresolved).toEqual([])
    expect(told.apps[0]?.declaredAt).toEqual({ file: 'apps/templates/apps.yaml', line: 3 })
  })

  it('are all there where one chart is deployed on several levels', async () => {
    const loop = (name: string, source: string) =>
      `{{- range .Values.apps }}\n---\n${application(name, source)}\n{{- end }}\n`
    const told = await list(
      folderWith({
        'roots/teams.yaml': application('teams', 'path: teams\nhelm: {valuesObject: {apps: [a]}}'),
        'roots/own.yaml': application('own', 'path: apps\nhelm: {valuesObject: {apps: [x]}}'),
        'teams/Chart.yaml': chart('teams'),
        'teams/templates/teams.yaml': loop(
          'team-{{ . }}',
          'path: apps\nhelm: {valuesObject: {apps: [{{ . }}-y, {{ . }}-z]}}',
        ),
        'apps/Chart.yaml': chart('apps'),
        'apps/templates/apps.yaml': loop('app-{{ . }}', 'path: manifests'),
        'manifests/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\n',
      }),
    )
    expect(told.apps.map(({ name }) => name).toSorted()).toEqual([
      'app-a-y',
      'app-a-z',
      'app-x',
      'own',
      'team-a',
      'teams',
    ])
    expect(told.unresolved).toEqual([])
  })

  it('are declared where their base stands, whatever prefix an overlay gives their names', async () => {
    const told = await list(
      folderWith({
        'fairlead.yaml': 'clusters: {in-cluster: {kubeVersion: 1.36.0}}\n',
        'root.yaml': application('root', 'path: overlay'),
        'overlay/kustomization.yaml': 'resources: [../base]\nnamePrefix: prod-\n',
        'base/kustomization.yaml': 'resources: [set.yaml]\n',
        'base/set.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: shop, namespace: argocd}
spec:
  generators: [{list: {elements: [{name: web}]}}]
  template:
    metadata: {name: '{{name}}'}
    spec:
      project: default
      source: {repoURL: ${url}, targetRevision: main, path: manifests}
      destination: {server: https://kubernetes.default.svc, namespace: web}
`,
        'manifests/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\n',
      }),
    )
    expect(told.apps.find(({ name }) => name === 'web')?.declaredAt).toEqual({
      file: 'base/set.yaml',
      line: 1,
    })
    // Both the set and the entry of fairlead.yaml are resolved.
    expect(told.unresolved).toEqual([])
  })

  it('are bumped where their own values file sets the image', async () => {
    const folder = folderWith(files)
    await runWired(bump, folder, {
      ...tools(),
      path: folder,
      app: 'web',
      environment: 'prod',
      image: 'ghcr.io/acme/web',
      'image-tag': '1.0.1',
    })
    expect(readFileSync(join(folder, 'envs/web-prod.yaml'), 'utf8')).toBe(image('web', '1.0.1'))
    expect(readFileSync(join(folder, 'envs/api-prod.yaml'), 'utf8')).toBe(image('api'))
  })

  it('are bumped without a clone', async () => {
    const repository = bareRepository(files)
    const { outputs } = await runWired(update, temporaryFolder(), {
      ...tools(),
      forge: 'local',
      repository,
      app: 'web',
      environment: 'prod',
      image: 'ghcr.io/acme/web',
      'image-tag': '1.0.1',
      'dry-run': 'true',
    })
    expect(outputs).toMatchObject({ 'files-updated': 'envs/web-prod.yaml', 'old-tag': '1.0.0' })
  })

  it('keep their files from merging themselves where they are of production', async () => {
    const own = { ...files, 'envs/web-prod.yaml': image('web'), 'envs/plain.yaml': 'a: 1\n' }
    const named = Object.fromEntries(
      Object.entries(own).map(([path, text]) => [
        path,
        text.replaceAll('/envs/{{ . }}-{{ $.Values.environment }}', '/envs/{{ . }}-a'),
      ]),
    )
    const repository = bareRepository({
      ...named,
      'envs/web-a.yaml': image('web'),
      'envs/api-a.yaml': image('api'),
    })
    const checkout = join(temporaryFolder(), 'checkout')
    git('/', 'clone', '--quiet', repository, checkout)
    writeFileSync(join(checkout, 'envs/web-a.yaml'), image('web', '1.0.1'))
    const asked = { forge: 'local', repository, path: checkout, 'auto-merge': 'true' }
    const { helm } = realTools(4)
    await expect(
      runWired(pullRequest, checkout, asked, {
        environment: { PATH: `${dirname(helm)}:${process.env['PATH'] ?? ''}` },
      }),
    ).rejects.toMatchObject({ kind: 'refused', message: expect.stringContaining('production') as string })
  })

  it('are not passed over in silence where there is no renderer', async () => {
    const folder = folderWith(files)
    const inputs = { path: folder }
    const environment = { PATH: temporaryFolder() }
    const { data } = await runWired(inventory, folder, inputs, { environment })
    const reason =
      'root, which declares other apps, could not be rendered: helm, which is needed to render charts, is not on PATH. Install the version that your controller runs (on GitHub with azure/setup-helm in an earlier step), or set helm-path, or download one with helm-version'
    expect((data as Told).unresolved).toMatchObject([
      { file: 'apps/templates/apps.yaml', reason },
      { file: 'charts/web/values.yaml', kind: 'chart' },
    ])
    const asked = { ...inputs, app: 'web', image: 'ghcr.io/acme/web', 'image-tag': '1.0.1' }
    await expect(runWired(bump, folder, asked, { environment })).rejects.toMatchObject({
      faults: [
        {
          message: 'there is no app "web" in the infra repo',
          hint: expect.stringContaining(reason) as string,
        },
      ],
    })
  })

  /** Returns a parent whose values contain the tag of each child, which the template passes on. */
  const handedDown = (helm: string) => ({
    ...files,
    'apps/values.yaml': 'apps:\n  - name: web\n    tag: 1.4.0 # ours\n  - name: api\n    tag: 1.4.0\n',
    'apps/templates/apps.yaml': `{{- range .Values.apps }}
---
${application('{{ .name }}-{{ $.Values.environment }}', `path: charts/web\nhelm:\n${helm}`, '{{ .name }}')}
{{- end }}
`,
  })

  it.each([
    ['a parameter', '  parameters: [{name: image.tag, value: {{ .tag | quote }}}]'],
    ['an object of values', '  valuesObject: {image: {tag: "{{ .tag }}"}}'],
    ['values in a text', '  values: |\n    image:\n      tag: {{ .tag }}'],
  ])('are bumped in the values of the parent that hands the tag down as %s', async (_, helm) => {
    const folder = folderWith(handedDown(helm))
    const asked = { environment: 'prod', image: 'ghcr.io/acme/web', 'image-tag': '1.5.0' }
    await runWired(bump, folder, { ...tools(), path: folder, app: 'web', ...asked })
    expect(readFileSync(join(folder, 'apps/values.yaml'), 'utf8')).toBe(
      'apps:\n  - name: web\n    tag: 1.5.0 # ours\n  - name: api\n    tag: 1.4.0\n',
    )
    const { apps } = await list(folder)
    expect(apps.find(({ name }) => name === 'web-prod')?.madeFrom).toEqual({
      file: 'apps/values.yaml',
      line: 2,
      key: 'apps[0]',
    })
  })

  it('are found as many levels down as there are, and bumped where the top has the tag', async () => {
    const nested = {
      ...handedDown('  parameters: [{name: image.tag, value: {{ .tag | quote }}}]'),
      'top/Chart.yaml': chart('top'),
      'top/values.yaml': 'tag: 2.0.0\n',
      'top/templates/root.yaml': application(
        'middle',
        'path: apps\nhelm: {valuesObject: {environment: prod, apps: [{name: web, tag: "{{ .Values.tag }}"}]}}',
      ),
      'root/root.yaml': application('root', 'path: top'),
    }
    const folder = folderWith(nested)
    expect(lines(await list(folder))).toEqual(['middle ', 'root ', 'web-prod prod top/values.yaml'])
    const asked = { image: 'ghcr.io/acme/web', 'image-tag': '2.0.1' }
    await runWired(bump, folder, { ...tools(), path: folder, app: 'web-prod', ...asked })
    expect(readFileSync(join(folder, 'top/values.yaml'), 'utf8')).toBe('tag: 2.0.1\n')
  })

  it('are bumped where one value of the parent has the whole image', async () => {
    const folder = folderWith({
      ...handedDown('  {}'),
      'apps/values.yaml': 'apps:\n  - name: web\n    image: ghcr.io/acme/web:1.4.0\n',
      'apps/templates/apps.yaml': `{{- range .Values.apps }}
---
${application('{{ .name }}-prod', 'path: plain\nkustomize: {images: ["web={{ .image }}"]}', 'web')}
{{- end }}
`,
      'plain/kustomization.yaml': 'resources: [web.yaml]\n',
      'plain/web.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: web}]}\n',
    })
    const asked = { environment: 'prod', image: 'ghcr.io/acme/web', 'image-tag': '1.5.0' }
    await runWired(bump, folder, { ...tools(), path: folder, app: 'web', ...asked })
    expect(readFileSync(join(folder, 'apps/values.yaml'), 'utf8')).toBe(
      'apps:\n  - name: web\n    image: ghcr.io/acme/web:1.5.0\n',
    )
  })

  it('are bumped in the values that an ApplicationSet of the chart is made of', async () => {
    const set = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: all, namespace: argocd}
spec:
  goTemplate: true
  generators:
    - list: {elements: {{ .Values.apps | toJson }}}
  template:
    metadata: {name: '{{ "{{ .name }}" }}-prod'}
    spec:
      project: default
      source:
        repoURL: ${url}
        targetRevision: main
        path: charts/web
        helm: {parameters: [{name: image.tag, value: '{{ "{{ .tag }}" }}'}]}
      destination: {server: https://kubernetes.default.svc, namespace: web}
`
    const folder = folderWith({ ...handedDown('  {}'), 'apps/templates/apps.yaml': set })
    const asked = { environment: 'prod', image: 'ghcr.io/acme/web', 'image-tag': '1.5.0' }
    await runWired(bump, folder, { ...tools(), path: folder, app: 'web', ...asked })
    expect(readFileSync(join(folder, 'apps/values.yaml'), 'utf8')).toContain(
      'name: web\n    tag: 1.5.0 # ours',
    )
  })

  it('are refused with the line where the template itself has the tag', async () => {
    const folder = folderWith({
      ...files,
      'apps/templates/apps.yaml': application(
        'web-prod',
        'path: {{ .Values.path | default "charts/web" }}\nhelm: {parameters: [{name: image.tag, value: 1.4.0}]}',
      ),
    })
    const asked = { app: 'web-prod', image: 'ghcr.io/acme/web', 'image-tag': '1.5.0' }
    await expect(runWired(bump, folder, { ...tools(), path: folder, ...asked })).rejects.toMatchObject({
      faults: [
        {
          hint: expect.stringContaining(
            'is set in a template, and templates are not edited: apps/templates/apps.yaml:10',
          ) as string,
        },
      ],
    })
  })

  it('are found where kustomize inflates the chart', async () => {
    const inflated = Object.fromEntries(
      Object.entries(files).map(([path, text]) => [path.replace(/^apps\//, 'all/charts/apps/'), text]),
    )
    const { helm, kubectl } = realTools(3)
    const told = await list(
      folderWith({
        ...inflated,
        'root/root.yaml': application('root', 'path: all'),
        'all/kustomization.yaml': 'helmCharts: [{name: apps, valuesInline: {environment: prod}}]\n',
        'fairlead.yaml': 'argocd: {kustomizeBuildOptions: --enable-helm}\n',
      }),
      { 'helm-path': helm, 'kustomize-path': kubectl },
    )
    expect(lines(told)).toEqual([
      'root ',
      'api-prod prod envs/api-prod.yaml',
      'web-prod prod envs/web-prod.yaml',
    ])
  })

  it('are bumped where they stand, though a kustomization lists, names or patches them', async () => {
    const { helm, kubectl } = realTools(4)
    const values = 'image: {repository: ghcr.io/acme/web, tag: 1.0.0}'
    const own = {
      'root/root.yaml': application('root', 'path: all'),
      'all/kustomization.yaml':
        'resources: [web.yaml, set.yaml]\nnamePrefix: eu-\npatches: [{path: patch.yaml, target: {name: api}}]\n',
      'all/web.yaml': `${application('web', `path: charts/web\nhelm: {valuesObject: {${values}}}`)}---\n${application('api', `path: charts/web\nhelm: {valuesObject: {${values}}}`)}`,
      'all/patch.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: api}
spec: {source: {helm: {valuesObject: {image: {tag: 2.0.0}}}}}
`,
      'all/set.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: jobs, namespace: argocd}
spec:
  generators: [{list: {elements: [{name: job, tag: 3.0.0}]}}]
  template:
    metadata: {name: '{{name}}'}
    spec:
      project: default
      source: {repoURL: ${url}, targetRevision: main, path: charts/web, helm: {parameters: [{name: image.tag, value: '{{tag}}'}]}}
      destination: {server: https://kubernetes.default.svc, namespace: jobs}
`,
      'charts/web/Chart.yaml': chart('web'),
      'charts/web/values.yaml': image('web', '0.0.1'),
      'charts/web/templates/deployment.yaml': deployment,
    }
    const bumped = async (app: string, tag: string, file: keyof typeof own) => {
      const folder = folderWith(own)
      await runWired(bump, folder, {
        'helm-path': helm,
        'kustomize-path': kubectl,
        path: folder,
        app,
        image: 'ghcr.io/acme/web',
        'image-tag': tag,
      })
      return readFileSync(join(folder, file), 'utf8')
    }
    expect(await bumped('eu-web', '1.0.1', 'all/web.yaml')).toBe(
      own['all/web.yaml'].replace('1.0.0', '1.0.1'),
    )
    expect(await bumped('eu-api', '2.0.1', 'all/patch.yaml')).toBe(
      own['all/patch.yaml'].replace('2.0.0', '2.0.1'),
    )
    expect(await bumped('job', '3.0.1', 'all/set.yaml')).toBe(own['all/set.yaml'].replace('3.0.0', '3.0.1'))
  })

  it('are bumped in the values of a chart that kustomize inflates', async () => {
    const { helm, kubectl } = realTools(3)
    const own = {
      'root/root.yaml': application('root', 'path: all'),
      'all/values.yaml': 'web: 1.0.0\n',
      'all/kustomization.yaml':
        'helmCharts: [{name: apps, valuesFile: values.yaml, valuesInline: {api: 2.0.0}}]\n',
      'all/charts/apps/Chart.yaml': chart('apps'),
      'all/charts/apps/templates/apps.yaml': ['web', 'api']
        .map((name) =>
          application(
            name,
            `path: charts/web\nhelm: {parameters: [{name: image.tag, value: "{{ .Values.${name} }}"}]}`,
            name,
          ),
        )
        .join('---\n'),
      'charts/web/Chart.yaml': chart('web'),
      'charts/web/values.yaml': image('web', '0.0.1'),
      'charts/web/templates/deployment.yaml': deployment,
      'fairlead.yaml': 'argocd: {kustomizeBuildOptions: --enable-helm}\n',
    }
    const bumped = async (app: string, tag: string, file: 'all/values.yaml' | 'all/kustomization.yaml') => {
      const folder = folderWith(own)
      await runWired(bump, folder, {
        'helm-path': helm,
        'kustomize-path': kubectl,
        path: folder,
        app,
        image: 'ghcr.io/acme/web',
        'image-tag': tag,
      })
      return readFileSync(join(folder, file), 'utf8')
    }
    expect(await bumped('web', '1.0.1', 'all/values.yaml')).toBe('web: 1.0.1\n')
    expect(await bumped('api', '2.0.1', 'all/kustomization.yaml')).toContain('valuesInline: {api: 2.0.1}')
  })

  it('cost no run of Helm where they are kept', async () => {
    const { helm } = realTools(4)
    const work = temporaryFolder()
    const log = join(work, 'runs')
    writeFileSync(join(work, 'helm'), `#!/bin/sh\necho "$1" >> ${log}\nexec ${helm} "$@"\n`, { mode: 0o755 })
    const folder = folderWith(handedDown('  parameters: [{name: image.tag, value: {{ .tag | quote }}}]'))
    const inputs = { 'helm-path': join(work, 'helm'), 'cache-path': join(work, 'kept') }
    const first = await list(folder, inputs)
    const runs = readFileSync(log, 'utf8')
    expect(runs).toContain('template')
    expect(await list(folder, inputs)).toEqual(first)
    expect(readFileSync(log, 'utf8')).toBe(runs)
  })
})

describe.skipIf(!hasTools)('a chart of apps that nothing in the repo leads to', () => {
  const apps = {
    'charts/apps/Chart.yaml': chart('apps'),
    'charts/apps/values.yaml': 'apps: [web]\n',
    'charts/apps/values-staging.yaml': 'environment: staging\n',
    'charts/apps/values-production.yaml': 'environment: production\n',
    'charts/apps/values-example.yaml': 'environment: example\n',
    'charts/apps/templates/apps.yaml': `{{- range .Values.apps }}
---
${application('{{ . }}', 'path: charts/web\nhelm: {valueFiles: ["../../envs/{{ $.Values.environment }}/{{ . }}.yaml"]}', '{{ . }}')}
{{- end }}
`,
    'charts/web/Chart.yaml': chart('web'),
    'charts/web/values.yaml': image('web', '0.0.1'),
    'charts/web/templates/deployment.yaml': deployment,
    'envs/staging/web.yaml': image('web'),
    'envs/production/web.yaml': image('web'),
  }
  const read = async (files: Record<string, string>) => {
    const folder = folderWith(files)
    const { helm } = realTools(4)
    const result = await runWired(inventory, folder, { path: folder, 'helm-path': helm })
    return { ...result, folder, told: result.data as Told }
  }

  it('is taken for what it says with each values file that names a place, and told as assumed', async () => {
    const { told, text } = await read(apps)
    expect(told.apps.map(({ name, environment, assumed }) => [name, environment, assumed?.values])).toEqual([
      ['apps', 'production', ['charts/apps/values-production.yaml']],
      ['web', 'production', ['charts/apps/values-production.yaml']],
      ['apps', 'staging', ['charts/apps/values-staging.yaml']],
      ['web', 'staging', ['charts/apps/values-staging.yaml']],
    ])
    const lines = text.slice(text.findIndex((line) => line.trim() === 'roots:')).map((line) => line.slice(2))
    // The printed lines can be pasted, and then nothing is assumed.
    const certain = await read({ ...apps, 'fairlead.yaml': `${lines.join('\n')}\n` })
    expect(certain.told.apps.map(({ name, environment, assumed }) => [name, environment, assumed])).toEqual([
      ['apps', 'production', null],
      ['web', 'production', null],
      ['apps', 'staging', null],
      ['web', 'staging', null],
    ])
    expect(certain.told.apps[0]?.declaredAt).toEqual({ file: 'fairlead.yaml', line: 2 })
  })

  it('is explained with the lines that make it certain', async () => {
    const { folder } = await read(apps)
    const { helm } = realTools(4)
    const { text } = await runWired(inventory, folder, {
      path: folder,
      'helm-path': helm,
      explain: 'web',
      environment: 'staging',
    })
    const start = text.findIndex((line) => line.trim() === 'Assumed:')
    expect(text.slice(start + 1, start + 4).map((line) => line.trim())).toEqual([
      'nothing in this repo deploys charts/apps; add these lines to fairlead.yaml to confirm it:',
      'roots:',
      '- {path: charts/apps, values: [charts/apps/values-staging.yaml], environment: staging, controlPlane: staging}',
    ])
  })

  it('is only assumed where no other such chart leads to it', async () => {
    const { told } = await read({
      ...apps,
      'boot/Chart.yaml': chart('boot'),
      'boot/values.yaml': 'environment: staging\n',
      'boot/templates/root.yaml': application(
        'root',
        'path: charts/apps\nhelm: {parameters: [{name: environment, value: {{ .Values.environment }}}]}',
      ),
    })
    expect(told.apps.map(({ name, environment }) => [name, environment])).toEqual([
      ['boot', null],
      ['root', null],
      ['web', 'staging'],
    ])
  })

  it('is rendered with its own values files where what leads to it lacks what a person gave', async () => {
    const { told } = await read({
      ...apps,
      'boot/Chart.yaml': chart('boot'),
      'boot/templates/root.yaml': application(
        'root',
        'path: charts/apps\nhelm: {valueFiles: ["values-{{ .Values.environment }}.yaml"]}',
      ),
    })
    expect(told.apps.map(({ name, environment }) => [name, environment])).toEqual([
      ['boot', null],
      ['apps', 'production'],
      ['web', 'production'],
      ['apps', 'staging'],
      ['web', 'staging'],
    ])
    expect(told.unresolved.map(({ file }) => file)).toEqual([])
  })

  it('is bumped in one of its environments alone, and it is said that this rests on an assumption', async () => {
    const { folder } = await read(apps)
    const { helm } = realTools(4)
    const asked = { app: 'web', environment: 'staging', image: 'ghcr.io/acme/web', 'image-tag': '1.0.1' }
    const { warnings } = await runWired(bump, folder, { path: folder, 'helm-path': helm, ...asked })
    expect(readFileSync(join(folder, 'envs/staging/web.yaml'), 'utf8')).toBe(image('web', '1.0.1'))
    expect(readFileSync(join(folder, 'envs/production/web.yaml'), 'utf8')).toBe(image('web'))
    expect(warnings.join('\n')).toContain(
      'web in staging is assumed: nothing in this repo deploys charts/apps',
    )
  })

  it('is of the place that its values file is named after, though it has no word for an environment', async () => {
    const places = Object.entries(apps).filter(([path]) => !/values-(staging|production)/.test(path))
    const { told } = await read({
      ...Object.fromEntries(places),
      'charts/apps/values-base.yaml': 'name: base\nenvironment: base\n',
      'charts/apps/values-common.yaml': 'region: eu\n',
      'charts/apps/values-euprod.yaml': 'environment: euprod\n',
    })
    const all = told.apps as unknown as { name: string; environment: string; production: boolean }[]
    expect(all.map(({ name, environment, production }) => [name, environment, production])).toEqual([
      ['apps', 'base', false],
      ['web', 'base', false],
      ['apps', 'euprod', true],
      ['web', 'euprod', true],
    ])
    expect(told.apps[0]?.assumed?.values).toEqual([
      'charts/apps/values-common.yaml',
      'charts/apps/values-base.yaml',
    ])
  })

  it('is told with the templates that make nothing with its own values alone', async () => {
    const { told } = await read({
      'boot/Chart.yaml': chart('boot'),
      'boot/values.yaml': 'web: true\n',
      'boot/templates/web.yaml': `{{- if .Values.web }}\n${application('web', 'path: charts/web')}{{- end }}\n`,
      'boot/templates/api.yaml': `{{- if .Values.api }}\n${application('api', 'path: charts/web')}{{- end }}\n`,
    })
    expect(told.apps.map(({ name }) => name)).toEqual(['boot', 'web'])
    expect(told.unresolved).toMatchObject([
      {
        file: 'boot/templates/api.yaml',
        reason: "with only its chart's own values it renders no app: its input is set elsewhere",
      },
    ])
  })

  it('has a name that tells what is in its folder', async () => {
    const { told } = await read({
      'tools/vault/install/Chart.yaml': chart('install'),
      'tools/vault/install/templates/web.yaml': application('vault', 'path: charts/web'),
    })
    expect(told.apps.map(({ name }) => name)).toEqual(['vault', 'vault-install'])
  })

  it('is told where it makes no app with what the repo has', async () => {
    const { told } = await read({ ...apps, 'charts/apps/values.yaml': 'apps: []\n' })
    expect(told.unresolved.slice(0, 2).map(({ file, reason }) => [file, reason])).toEqual([
      [
        'charts/apps/Chart.yaml',
        'its templates declare apps, but with charts/apps/values-production.yaml it renders none: its input is set elsewhere',
      ],
      [
        'charts/apps/Chart.yaml',
        'its templates declare apps, but with charts/apps/values-staging.yaml it renders none: its input is set elsewhere',
      ],
    ])
  })

  it('is refused for a bump where two assumptions make one app', async () => {
    const twice = Object.fromEntries(
      Object.entries(apps).flatMap(([path, text]) => [
        [path, text],
        [path.replace('charts/apps/', 'charts/others/'), text],
      ]),
    )
    const { folder } = await read(twice)
    const { helm } = realTools(4)
    const asked = { app: 'web', environment: 'staging', image: 'ghcr.io/acme/web', 'image-tag': '1.0.1' }
    await expect(runWired(bump, folder, { path: folder, 'helm-path': helm, ...asked })).rejects.toMatchObject(
      {
        kind: 'refused',
        message: expect.stringMatching(/two assumptions.*charts\/apps.*charts\/others/) as string,
      },
    )
  })
})
