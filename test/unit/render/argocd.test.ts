import { describe, expect, it } from 'vitest'
import { builtInApis } from '../../../src/render/cluster.ts'
import { expand } from '../../../src/render/argocd/environment.ts'
import { doublestar } from '../../../src/patterns/doublestar.ts'
import { gobwas } from '../../../src/patterns/gobwas.ts'
import { planOf, source } from '../../support/argocd.ts'
import { rendered } from '../../support/world.ts'

const CHART = { 'chart/Chart.yaml': 'name: web\nversion: 1.0.0\n', 'chart/values.yaml': 'a: 1\n' }

describe('a Helm source', () => {
  it('is called as Argo CD calls Helm', async () => {
    const { jobs, plan } = await planOf(
      source(`path: chart
helm:
  releaseName: shop-web
  kubeVersion: v1.29.3-gke.100
  apiVersions: [a/v1, a/v1/B]
  skipCrds: true
  skipTests: true
  valueFiles: [values.yaml, ../shared.yaml, /envs/$ARGOCD_APP_NAME.yaml]
  values: 'lost: true'
  valuesObject: {kept: 1}
  parameters:
    - {name: image.tag, value: "1.10", forceString: true}
    - {name: hosts, value: "a,b"}
    - {name: list, value: "{a,b}"}
    - {name: app, value: "$ARGOCD_APP_NAMESPACE-\${ARGOCD_APP_PROJECT_NAME}"}
    - {name: app, value: last}
  fileParameters: [{name: script, path: run.sh}]
`),
      { ...CHART, 'shared.yaml': '', 'envs/web.yaml': '', 'chart/run.sh': '' },
    )
    expect(jobs).toEqual([
      {
        kind: 'helm',
        chart: { path: 'chart' },
        release: 'shop-web',
        namespace: 'shop',
        values: [
          { path: 'chart/values.yaml' },
          { path: 'shared.yaml' },
          { path: 'envs/web.yaml' },
          { text: '{"kept":1}' },
        ],
        set: [
          { how: 'set', name: 'hosts', value: 'a\\,b' },
          { how: 'set', name: 'list', value: '{a,b}' },
          { how: 'set', name: 'app', value: 'last' },
          { how: 'set-string', name: 'image.tag', value: '1.10' },
          { how: 'set-file', name: 'script', file: { path: 'chart/run.sh' } },
        ],
        kubeVersion: '1.29.3',
        apiVersions: ['a/v1', 'a/v1/B'],
        includeCrds: false,
        skipTests: true,
        skipSchemaValidation: false,
      },
    ])
    expect(plan.notes).toEqual([])
  })

  it('takes the cluster from fairlead.yaml', async () => {
    const { jobs } = await planOf(source('path: chart'), CHART, {
      config: 'clusters: {eu: {paths: [apps/**], kubeVersion: "1.31", apiVersions: [x/v1]}}',
    })
    expect(jobs[0]).toMatchObject({
      release: 'web',
      kubeVersion: '1.31',
      apiVersions: [...builtInApis('1.31'), 'x/v1'],
      includeCrds: true,
    })
  })

  it('puts files of a pattern where it stands, but for those that are named themselves', async () => {
    const files = {
      ...CHART,
      'chart/v/b.yaml': '',
      'chart/v/a.yaml': '',
      'chart/v/deep/c.yaml': '',
      'chart/z.yaml': '',
    }
    const spec = source('path: chart\nhelm: {valueFiles: ["v/**/*.yaml", z.yaml, v/a.yaml, z.yaml]}')
    const { jobs } = await planOf(spec, files)
    const paths = ['chart/v/b.yaml', 'chart/v/deep/c.yaml', 'chart/z.yaml', 'chart/v/a.yaml']
    expect(jobs[0]?.['values']).toEqual(paths.map((path) => ({ path })))
    await expect(planOf(spec, files, { config: 'argocd: {version: "3.3"}' })).rejects.toThrow(
      /v\/\*\*\/\*\.yaml does not exist/,
    )
  })

  it('fails where a values file is missing, leaves the repository or is at an odd address', async () => {
    const withFile = (file: string, more = '') =>
      planOf(source(`path: chart\nhelm: {valueFiles: ["${file}"]${more}}`), CHART)
    await expect(withFile('none.yaml')).rejects.toThrow(/none\.yaml does not exist/)
    await expect(withFile('*.none')).rejects.toThrow(/match no file/)
    await expect(withFile('../../etc/passwd')).rejects.toThrow(/leaves the repository/)
    await expect(withFile('ftp://example.com/v.yaml')).rejects.toThrow(
      /is at ftp:, which Argo CD does not read/,
    )
    const { jobs } = await withFile('none.yaml', ', ignoreMissingValueFiles: true')
    expect(jobs[0]?.['values']).toEqual([])
  })

  it('reads values of another source by its ref', async () => {
    const spec = `sources:
  - {repoURL: https://charts.example.com, chart: web, targetRevision: 1.x, helm: {valueFiles: [$values/envs/prod.yaml, own.yaml]}}
  - {repoURL: git@github.com:acme/infra.git, targetRevision: main, ref: values}
`
    const elsewhere = {
      'chart https://charts.example.com web 1.x': { 'Chart.yaml': 'name: web', 'own.yaml': '' },
    }
    const { jobs, world } = await planOf(spec, { 'envs/prod.yaml': '' }, { elsewhere })
    expect(world.asked).toEqual(['chart https://charts.example.com web 1.x'])
    expect(jobs).toHaveLength(1)
    expect(jobs[0]?.['values']).toEqual([{ path: 'envs/prod.yaml' }, { path: 'own.yaml' }])
    await expect(planOf(spec.replace('$values', '$other'), {}, { elsewhere })).rejects.toThrow(
      /unknown source \$other/,
    )
  })

  it('says which parameters win by chance', async () => {
    const { plan } = await planOf(
      source('path: chart\nhelm: {parameters: [{name: a, value: x}, {name: a.b, value: y}]}'),
      CHART,
    )
    expect(plan.notes.join()).toMatch(/its parameters a and a\.b set the same value/)
  })
})

describe('where a source is', () => {
  it.each([
    ['HEAD', true],
    ['main', true],
    ['refs/heads/main', true],
    ['v1.2.3', false],
    ['develop', false],
  ])('%s of this repo follows main: %s', async (revision, follows) => {
    const elsewhere = { [`git https://github.com/acme/infra.git ${revision}`]: CHART }
    const { plan, world } = await planOf(source('path: chart', revision), CHART, { elsewhere })
    expect(world.asked.length === 0).toBe(follows)
    expect(plan.notes).toEqual(
      follows ? [] : [`its source is pinned to ${revision}: a merge into main does not affect it`],
    )
  })

  it('does not follow a branch that is not the default one by HEAD', async () => {
    const elsewhere = { 'git https://github.com/acme/infra.git HEAD': CHART }
    const { world } = await planOf(source('path: chart'), CHART, {
      elsewhere,
      branch: 'dev',
      isDefaultBranch: false,
    })
    expect(world.asked).toEqual(['git https://github.com/acme/infra.git HEAD'])
  })

  it('takes a registry without a scheme as one of OCI', async () => {
    const elsewhere = { 'chart oci://ghcr.io/acme/charts web 1.0.0': { 'Chart.yaml': 'name: web' } }
    const spec = 'source: {repoURL: ghcr.io/acme/charts, chart: web, targetRevision: 1.0.0}'
    expect((await planOf(spec, {}, { elsewhere })).jobs).toHaveLength(1)
  })

  it('refuses two revisions of one repository', async () => {
    const spec = `sources:
  - {repoURL: https://github.com/acme/infra, path: chart, targetRevision: main, helm: {valueFiles: [$v/a.yaml]}}
  - {repoURL: https://github.com/acme/infra, targetRevision: v1, ref: v}
`
    await expect(planOf(spec, { ...CHART, 'a.yaml': '' })).rejects.toThrow(/two revisions of one repository/)
  })

  it('takes the dry source of a hydrator', async () => {
    const spec = `sourceHydrator:
  drySource: {repoURL: https://github.com/acme/infra, path: chart, targetRevision: HEAD}
  syncSource: {targetBranch: env/prod, path: web}
`
    const { jobs, plan } = await planOf(spec, CHART)
    expect(jobs[0]).toMatchObject({ kind: 'helm', chart: { path: 'chart' } })
    expect(plan.notes.join()).toMatch(/hydrated/)
  })
})

describe('what renders a source', () => {
  it('is kustomize where a chart has a kustomization beside it', async () => {
    const { jobs } = await planOf(source('path: chart'), {
      ...CHART,
      'chart/kustomization.yaml': 'resources: [a.yaml]',
    })
    expect(jobs[0]).toEqual({ kind: 'kustomize', source: { path: 'chart' }, allowOutside: false })
  })

  it('is an error where a source says two', async () => {
    await expect(
      planOf(source('path: chart\nhelm: {skipCrds: true}\ndirectory: {include: a}'), CHART),
    ).rejects.toThrow(/both helm and directory/)
  })

  it.each([
    'helm: {}',
    'directory: {}',
    'directory: {recurse: false}\nhelm: {valueFiles: [], values: ""}',
    'kustomize: {images: []}\ndirectory: {jsonnet: {}}',
  ])('is what the files say where the source says nothing: %s', async (blocks) => {
    const files = { ...CHART, 'chart/kustomization.yaml': 'resources: [a.yaml]' }
    expect((await planOf(source(`path: chart\n${blocks}`), files)).jobs[0]).toMatchObject({
      kind: 'kustomize',
    })
    expect((await planOf(source(`path: chart\n${blocks}`), CHART)).jobs[0]).toMatchObject({ kind: 'helm' })
  })

  it.each([
    ['helm: {valuesObject: {}}', 'helm'],
    ['helm: {skipTests: true}', 'helm'],
    ['directory: {exclude: "x"}', 'directory'],
  ])('is what the source says by %s', async (block, kind) => {
    const files = { ...CHART, 'chart/kustomization.yaml': 'resources: [a.yaml]' }
    expect((await planOf(source(`path: chart\n${block}`), files)).jobs[0]).toMatchObject({ kind })
  })

  it('is changed by overrides beside the manifests, lists as a whole', async () => {
    const { jobs } = await planOf(
      source(
        'path: chart\nhelm: {releaseName: one, parameters: [{name: a, value: "1"}, {name: b, value: "2"}]}',
      ),
      {
        ...CHART,
        'chart/.argocd-source.yaml':
          'path: elsewhere\nhelm: {releaseName: two, skipTests: true, parameters: [{name: a, value: b, forceString: true}]}\n',
        'chart/.argocd-source-web.yaml':
          'helm:\n  releaseName: null\n  parameters: [{name: image.tag, value: "7"}, {name: b, value: "8", forcestring: true}]\n',
      },
    )
    expect(jobs[0]).toMatchObject({
      chart: { path: 'chart' },
      // A null in an override does not remove a value, and an entry of a list is merged into the entry at the same
      // index.
      release: 'two',
      skipTests: true,
      set: [
        { how: 'set-string', name: 'image.tag', value: '7' },
        { how: 'set-string', name: 'b', value: '8' },
      ],
    })
  })

  it('is nothing that is known where it is a plugin', async () => {
    const { jobs, plan } = await planOf(source('path: chart\nplugin: {name: cdk8s}'), CHART)
    expect(jobs).toEqual([])
    expect(plan.notes.join()).toMatch(/the plugin cdk8s renders chart/)
  })
})

describe('a kustomize source', () => {
  const base = `resources: [web.yaml]
namePrefix: old-
images: [{name: web, newName: old/web, newTag: "1"}, {name: other, newTag: "9"}]
replicas: [{name: web, count: 1}]
labels: [{pairs: {team: a}}]
patches: [{path: p.yaml}]
`
  it('is edited as kustomize edit does', async () => {
    const { jobs } = await planOf(
      source(`path: k
kustomize:
  namePrefix: new-
  nameSuffix: -x
  images: ["web=*:2", "ghcr.io/acme/db:$ARGOCD_APP_NAME", "side@sha256:abc"]
  replicas: [{name: web, count: "3"}, {name: db, count: 2}]
  commonLabels: {app: $ARGOCD_APP_NAME}
  labelWithoutSelector: true
  commonAnnotations: {a: $ARGOCD_APP_NAME}
  namespace: shop
  patches: [{patch: "x", target: {kind: Service}}]
  components: [../c, ../none]
  ignoreMissingComponents: true
`),
      { 'k/kustomization.yaml': base, 'c/kustomization.yaml': '' },
    )
    expect(jobs[0]?.['kustomization']).toEqual({
      resources: ['web.yaml'],
      namePrefix: 'new-',
      nameSuffix: '-x',
      images: [
        { name: 'ghcr.io/acme/db', newTag: 'web' },
        { name: 'other', newTag: '9' },
        { name: 'side', digest: 'sha256:abc' },
        { name: 'web', newName: 'old/web', newTag: '2' },
      ],
      replicas: [
        { name: 'db', count: 2 },
        { name: 'web', count: 3 },
      ],
      labels: [{ pairs: { team: 'a', app: 'web' } }],
      commonAnnotations: { a: '$ARGOCD_APP_NAME' },
      namespace: 'shop',
      patches: [{ path: 'p.yaml' }, { patch: 'x', target: { kind: 'Service' } }],
      components: ['../c'],
    })
  })

  it('tells that Argo CD has a kustomize of another version for it', async () => {
    const { plan } = await planOf(source('path: k\nkustomize: {version: v4.5.7}'), {
      'k/kustomization.yaml': base,
    })
    expect(plan.notes.join()).toMatch(/kustomize v4\.5\.7/)
  })

  it('fails where a label is there already, unless forced', async () => {
    const files = { 'k/kustomization.yaml': 'commonLabels: {app: x}' }
    const spec = (more: string) => source(`path: k\nkustomize: {commonLabels: {app: b}${more}}`)
    await expect(planOf(spec(''), files)).rejects.toThrow(/already has app/)
    const { jobs } = await planOf(spec(', forceCommonLabels: true'), files)
    expect(jobs[0]?.['kustomization']).toEqual({ commonLabels: { app: 'b' } })
  })

  it('is built with the options of fairlead.yaml', async () => {
    const { jobs, plan } = await planOf(
      source('path: k'),
      { 'k/kustomization.yaml': '' },
      {
        config:
          'argocd: {kustomizeBuildOptions: --enable-helm --load-restrictor LoadRestrictionsNone --network}',
      },
    )
    expect(jobs[0]).toMatchObject({
      allowOutside: true,
      helm: { kubeVersion: '1.34.0', apiVersions: builtInApis('1.34.0') },
    })
    expect(plan.notes.join()).toMatch(/--network/)
  })
})

describe('a source of plain manifests', () => {
  const object = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n'
  const files = {
    'd/a.yaml': object,
    'd/b.yml': `# +argocd:skip-file-rendering\n${object}`,
    'd/c.json': '{}',
    'd/e.jsonnet': '{}',
    'd/values.yaml': 'replicas: 2\n',
    'd/broken.yaml': 'a: [\n',
    'd/looks.yaml': 'apiVersion: v1\nkind: [\nmetadata: {}\n',
    'd/x/deep.yaml': object,
    'd/x/out.yaml': object,
    'd/readme.md': '',
  }
  it('has the files of its folder that may be manifests', async () => {
    const { jobs, plan } = await planOf(source('path: d'), files)
    expect(jobs[0]).toEqual({ kind: 'directory', files: ['d/a.yaml', 'd/c.json', 'd/looks.yaml'] })
    expect(plan.notes.join()).toMatch(/Jsonnet is not rendered.*d\/e\.jsonnet/)
  })

  it.each(['d/', './d', 'x/../d'])(
    'is this repo at %s, too, where its address is not known',
    async (path) => {
      const { jobs, world } = await planOf(source(`path: ${path}`), files, { identity: undefined })
      expect(jobs[0]).toEqual({ kind: 'directory', files: ['d/a.yaml', 'd/c.json', 'd/looks.yaml'] })
      expect(world.asked).toEqual([])
    },
  )

  it('goes below with recurse, by patterns that cross folders', async () => {
    const { jobs } = await planOf(
      source('path: d\ndirectory: {recurse: true, include: "*.yaml", exclude: "{x/out*,looks.yaml}"}'),
      files,
    )
    expect(jobs[0]).toEqual({ kind: 'directory', files: ['d/a.yaml', 'd/x/deep.yaml'] })
  })
})

describe('what comes of the sources', () => {
  it('is placed, once each, without the hooks that Argo CD does not run', async () => {
    const { plan } = await planOf(source('path: chart'), CHART)
    const done = plan.finish([
      rendered(`
apiVersion: v1
kind: Service
metadata: {name: web}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: web, namespace: wrong}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.acme.dev}
spec: {group: acme.dev, scope: Cluster, names: {kind: Thing}}
---
apiVersion: acme.dev/v1
kind: Thing
metadata: {name: one}
---
apiVersion: v1
kind: Pod
metadata: {name: test, annotations: {helm.sh/hook: test}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: migrate, annotations: {helm.sh/hook: "pre-install,pre-upgrade"}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: clean, annotations: {helm.sh/hook: pre-delete}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: own, annotations: {helm.sh/hook: test, argocd.argoproj.io/hook: PostSync}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: unknown, annotations: {argocd.argoproj.io/hook: Later}}
`),
      rendered('apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {last: true}'),
    ])
    expect(done.map(({ kind, namespace, name }) => `${kind} ${namespace ?? '-'}/${name}`)).toEqual([
      'ClusterRole -/web',
      'CustomResourceDefinition -/things.acme.dev',
      'Thing -/one',
      'Job shop/migrate',
      'Job shop/clean',
      'Job shop/own',
      'Service shop/web',
    ])
    expect(done[6]?.content).toMatchObject({ metadata: { namespace: 'shop' }, spec: { last: true } })
    expect(done[0]?.content['metadata']).toEqual({ name: 'web' })
    expect(plan.notes).toEqual(['Service shop/web is rendered more than once; the last one counts'])
  })
})

describe('variables of the build environment', () => {
  it('are filled in as Go does', () => {
    const environment = { A: '1', B: 'two' }
    expect(expand('$A-${B}$NONE-$$A-$', environment)).toBe('1-two-$A-$')
    expect(expand('${}x$AB ${A', environment)).toBe('x A')
  })
})

describe('patterns of directories', () => {
  it.each([
    ['*.yaml', 'a/b.yaml', true],
    ['{a,b*}.yaml', 'bc.yaml', true],
    ['{a,b}.yaml', 'c.yaml', false],
    ['[!a].yaml', 'a.yaml', false],
    // Unlike in other libraries, a caret is an ordinary character.
    ['[^a].yaml', 'a.yaml', true],
    ['[^a].yaml', 'b.yaml', false],
    ['[a-c].yaml', 'b.yaml', true],
    ['{sub/*,{x,y}.yaml}', 'y.yaml', true],
    ['{a', '{a', false],
    ['a?.yaml', 'ab.yaml', true],
    ['a.yaml', 'aayaml', false],
  ])('%s fits %s: %s', (pattern, path, fits) => {
    expect(gobwas(pattern).test(path)).toBe(fits)
  })

  it('take no longer for being hostile', () => {
    const hostile = `${'{*,*a,**}'.repeat(30)}!`
    expect(gobwas(hostile).test('a/'.repeat(100))).toBe(false)
    expect(doublestar(`${'{*,a*}'.repeat(30)}!`).test('a'.repeat(200))).toBe(false)
  })
})

describe('patterns of values files', () => {
  it.each([
    ['env/*.yaml', 'env/a.yaml', true],
    ['env/*.yaml', 'env/a/b.yaml', false],
    ['env/**/b.yaml', 'env/b.yaml', true],
    ['env/**/b.yaml', 'env/x/y/b.yaml', true],
    ['env/**', 'env/x/y.yaml', true],
    ['env/a**b', 'env/axb', true],
    ['env/a**b', 'env/a/b', false],
    ['[^a-c].yaml', 'b.yaml', false],
    ['[^a-c].yaml', 'd.yaml', true],
    ['?.yaml', '/.yaml', false],
    ['\\*.yaml', '*.yaml', true],
  ])('%s fits %s: %s', (pattern, path, fits) => {
    expect(doublestar(pattern).test(path)).toBe(fits)
  })
})
