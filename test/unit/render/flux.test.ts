import { describe, expect, it } from 'vitest'
import { builtInApis } from '../../../src/render/cluster.ts'
import type { AppPlan } from '../../../src/render/plan.ts'
import { plannerFor } from '../../../src/render/planners.ts'
import { substitute } from '../../../src/render/flux/envsubst.ts'
import { rolloutNotes } from '../../../src/render/flux/rollout.ts'
import type { WorldOptions } from '../../support/world.ts'
import { objectOf, rendered, shown, worldOf } from '../../support/world.ts'

const GIT = (ref = '{branch: main}', url = 'https://github.com/acme/infra') =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: infra, namespace: flux-system}\nspec: {url: ${url}, ref: ${ref}}\n`

async function planOf(
  object: string,
  files: Readonly<Record<string, string>>,
  options: WorldOptions = {},
  siblings = '',
) {
  const json = objectOf(object)
  const world = await worldOf(files, options)
  const plan = await plannerFor(json)?.(
    json,
    world,
    siblings === '' ? [] : rendered(siblings).manifests,
    'clusters/prod/apps.yaml',
  )
  if (!plan) throw new Error('it has a planner')
  return { plan, jobs: plan.jobs.map(shown) as Record<string, unknown>[], world }
}

function kustomization(
  spec: string,
  files: Readonly<Record<string, string>>,
  options: WorldOptions = {},
  siblings = '',
) {
  return planOf(
    `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps, namespace: flux-system}\nspec:\n  sourceRef: {kind: GitRepository, name: infra}\n${spec.replaceAll(/^(?=.)/gm, '  ')}`,
    { 'clusters/prod/source.yaml': GIT(), ...files },
    options,
    siblings,
  )
}

function helmRelease(
  spec: string,
  files: Readonly<Record<string, string>>,
  options: WorldOptions = {},
  siblings = '',
) {
  return planOf(
    `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\nspec:\n${spec.replaceAll(/^(?=.)/gm, '  ')}`,
    { 'clusters/prod/source.yaml': GIT(), ...files },
    options,
    siblings,
  )
}

const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n'

describe('a Kustomization', () => {
  it('has the fields of its spec in the kustomization', async () => {
    const { jobs, plan } = await kustomization(
      `path: ./apps/../apps
targetNamespace: shop
namePrefix: x-
patches: [{patch: "p", target: {kind: Service}}]
components: [../c, ../none]
ignoreMissingComponents: true
images: [{name: web, newTag: "2"}, {name: db, newName: ghcr.io/db}]
`,
      {
        'apps/kustomization.yaml':
          'resources: [web.yaml]\nnamespace: old\nimages: [{name: web, newName: ghcr.io/web, digest: "sha256:1"}]\npatches: [{path: p.yaml}]\n',
        'c/kustomization.yaml': '',
      },
    )
    expect(jobs).toEqual([
      {
        kind: 'kustomize',
        source: { path: 'apps' },
        allowOutside: true,
        kustomization: {
          resources: ['web.yaml'],
          namespace: 'shop',
          namePrefix: 'x-',
          images: [
            { name: 'web', newName: 'ghcr.io/web', newTag: '2' },
            { name: 'db', newName: 'ghcr.io/db' },
          ],
          patches: [{ path: 'p.yaml' }, { patch: 'p', target: { kind: 'Service' } }],
          components: ['../c'],
        },
      },
    ])
    expect(plan.notes).toEqual([])
  })

  it('is left as it is by what its spec leaves empty, and by fields that Flux does not know', async () => {
    const { jobs, plan } = await kustomization(
      `path: apps
targetNamespace: ""
namePrefix: ""
patchesStrategicMerge: [{kind: Deployment}]
patches: []
`,
      {
        'apps/kustomization.yaml': 'resources: [web.yaml]\nnamespace: own\nnameprefix: x-\nunknown: field\n',
      },
    )
    expect(jobs[0]?.['kustomization']).toEqual({
      resources: ['web.yaml'],
      namespace: 'own',
      nameprefix: 'x-',
    })
    expect(plan.notes).toEqual(['its patchesStrategicMerge has no effect: Flux only supports patches'])
  })

  it('is made of all manifests below its path where that has no kustomization', async () => {
    const files = {
      'apps/web.yaml': MAP,
      'apps/sub/kustomization.yaml': 'resources: [x.yaml]',
      'apps/sub/x.yaml': 'no object',
      'apps/deep/db.yml': MAP,
      'apps/.github/ci.yaml': 'on: push',
      'apps/skip/values.yaml': 'a: 1',
      'apps/readme.md': '',
    }
    const { jobs } = await kustomization('path: apps', { ...files, '.sourceignore': 'skip/\n.github/\n' })
    expect(jobs[0]?.['kustomization']).toMatchObject({ resources: ['./deep/db.yml', './sub', './web.yaml'] })
    await expect(kustomization('path: apps', files)).rejects.toThrow(
      /apps\/skip\/values\.yaml: it is not a Kubernetes object/,
    )
  })

  it('has nothing to build in an empty folder', async () => {
    const { jobs, plan } = await kustomization('path: apps', { 'apps/readme.md': '' })
    expect(jobs).toEqual([])
    expect(plan.finish([])).toEqual([])
  })

  it.each([
    ['{branch: main}', undefined],
    ['{name: refs/heads/main}', undefined],
    ['{branch: release}', 'refs/heads/release'],
    ['{branch: main, tag: v1}', 'refs/tags/v1'],
    ['{name: refs/pull/1/head}', 'refs/pull/1/head'],
    ['{semver: 1.0.0}', '=1.0.0'],
    ['{branch: main, commit: abc}', 'abc'],
    ['{semver: 1.x, tag: v1}', '1.x'],
    ['{}', 'refs/heads/master'],
  ])('of a source at %s is read at %s', async (ref, revision) => {
    const files = { 'apps/kustomization.yaml': 'resources: [web.yaml]' }
    const elsewhere = { [`git https://github.com/acme/infra ${revision}`]: files }
    const { world } = await kustomization(
      'path: apps',
      { ...files, 'clusters/prod/source.yaml': GIT(ref) },
      { elsewhere },
    )
    expect(world.asked).toEqual(
      revision === undefined ? [] : [`git https://github.com/acme/infra ${revision}`],
    )
  })

  it('means the source that is nearest to it', async () => {
    const files = { 'apps/kustomization.yaml': '', 'clusters/dev/source.yaml': GIT('{branch: dev}') }
    expect((await kustomization('path: apps', files)).world.asked).toEqual([])
  })

  it('never leaves its source', async () => {
    await expect(kustomization('path: ../../etc', {})).rejects.toThrow(
      /its path \.\.\/\.\.\/etc is not a folder/,
    )
  })
})

describe('variables of a Kustomization', () => {
  const files = {
    'apps/kustomization.yaml': 'resources: [web.yaml]',
    'clusters/prod/vars.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: vars, namespace: flux-system}\ndata: {region: eu, replicas: "3", name: vars}\n',
    'clusters/prod/secret.yaml':
      'apiVersion: v1\nkind: Secret\nmetadata: {name: keys, namespace: flux-system}\nstringData: {password: hunter2}\n',
  }
  const done = (plan: AppPlan, text: string) => plan.finish([rendered(text)])[0]?.content

  it('come from ConfigMaps, Secrets and itself, the last most', async () => {
    const { plan } = await kustomization(
      `path: apps
postBuild:
  substituteFrom: [{kind: ConfigMap, name: vars}, {kind: Secret, name: keys}]
  substitute: {name: own}
commonMetadata: {labels: {team: a}, annotations: {note: b}}
`,
      files,
    )
    expect(
      done(
        plan,
        'apiVersion: v1\nkind: X\nmetadata: {name: "${name}-${region:=us}"}\nspec: {count: "${replicas}", p: "${password}", d: "$${x} $y"}',
      ),
    ).toEqual({
      apiVersion: 'v1',
      kind: 'X',
      metadata: { name: 'own-eu', labels: { team: 'a' }, annotations: { note: 'b' } },
      spec: { count: 3, p: '(secret keys/password)', d: '${x} $y' },
    })
    expect(plan.notes.join()).toMatch(/the values of the Secret keys are not read/)
    expect(plan.notes.join()).not.toContain('hunter2')
  })

  it('that are not set fail the build from Flux 2.9 on, and were empty before', async () => {
    const spec = 'path: apps\npostBuild: {substitute: {a: b}}'
    const text = `${MAP}data: {k: "x\${none}"}`
    const now = await kustomization(spec, files)
    expect(() => done(now.plan, text)).toThrow(/ConfigMap a: the variable none is not set/)
    const before = await kustomization(spec, files, { config: 'flux: {version: 2.8}' })
    expect(done(before.plan, text)).toMatchObject({ data: { k: 'x' } })
    const off = await kustomization(spec, files, { config: 'flux: {strictSubstitution: false}' })
    expect(done(off.plan, text)).toMatchObject({ data: { k: 'x' } })
    // The manifests of the cluster's own Flux contain its version; fairlead.yaml takes precedence.
    const installed = {
      ...files,
      'clusters/dev/flux-system/gotk-components.yaml': '---\n# Flux Version: v2.9.1\n',
      'clusters/prod/flux-system/gotk-components.yaml': '---\n# Flux Version: v2.8.8\n# Components: none\n',
    }
    expect(done((await kustomization(spec, installed)).plan, text)).toMatchObject({ data: { k: 'x' } })
    const named = await kustomization(spec, installed, { config: 'flux: {version: 2.9}' })
    expect(() => done(named.plan, text)).toThrow(/the variable none is not set/)
  })

  it('have placeholders where what they come from is not in Git', async () => {
    const { plan } = await kustomization(
      'path: apps\npostBuild: {substituteFrom: [{kind: ConfigMap, name: other}]}',
      files,
    )
    expect(done(plan, `${MAP}data: {k: "\${host}", d: "\${port:=80}"}`)).toMatchObject({
      data: { k: '(configmap other/host)', d: 80 },
    })
  })

  it('have names instead of placeholders in names and keys', async () => {
    const { plan } = await kustomization(
      'path: apps\npostBuild: {substituteFrom: [{kind: Secret, name: Keys}]}',
      files,
    )
    const text = `apiVersion: v1\nkind: X\nmetadata: {name: "\${tenant}-web", namespace: "\${tenant}"}\nspec: {secretName: "\${tenant}-tls", "\${tenant}.yaml": 1, note: "\${tenant}"}`
    expect(done(plan, text)).toEqual({
      apiVersion: 'v1',
      kind: 'X',
      metadata: { name: 'secret-keys-tenant-web', namespace: 'secret-keys-tenant' },
      spec: {
        secretName: 'secret-keys-tenant-tls',
        'secret-keys-tenant.yaml': 1,
        note: '(secret Keys/tenant)',
      },
    })
  })

  it('are texts', async () => {
    await expect(kustomization('path: apps\npostBuild: {substitute: {a: 5}}', files)).rejects.toThrow(
      /the variable a is not set to a string.*\n.*Put the value in quotes/,
    )
  })

  it('stay closed where SOPS has encrypted them', async () => {
    const closed = {
      ...files,
      'clusters/prod/vars.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: vars, namespace: flux-system}\ndata: {region: "ENC[AES256_GCM,data:x]"}\nsops: {mac: x}\n',
    }
    const spec = 'path: apps\npostBuild: {substituteFrom: [{kind: ConfigMap, name: vars}]}\n'
    const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {k: "ENC[x]"}\nsops: {mac: x}\n`
    const { plan } = await kustomization(spec, closed)
    expect(done(plan, `${MAP}data: {k: "\${region}"}`)).toMatchObject({
      data: { k: '(configmap vars/region)' },
    })
    plan.finish([rendered(secret)])
    expect(plan.notes).toEqual([
      'the values of the ConfigMap vars are not read; the names of its variables are shown instead',
      'Secret s is encrypted by SOPS, and the Kustomization has no decryption: Flux rejects it',
    ])
    const text = await kustomization('path: apps', files)
    text.plan.finish([rendered(secret.replace('\ndata:', '\nstringData:'))])
    expect(text.plan.notes.at(-1)).toContain('no decryption: Flux applies the encrypted texts')
    const open = await kustomization('path: apps\ndecryption: {provider: sops}\n', files)
    open.plan.finish([rendered(secret)])
    expect(open.plan.notes).toEqual([])
  })

  it('come from what a kustomization elsewhere generates under its own name', async () => {
    const generators = {
      'clusters/prod/config/kustomization.yaml': `namespace: flux-system
generatorOptions: {disableNameSuffixHash: true}
configMapGenerator:
  - {name: gen, literals: [region=us, 'quoted="a b"'], envs: [vars.env], files: [motd, other=b/c.txt]}
  - {name: hashed, options: {disableNameSuffixHash: false}, literals: [region=no]}
secretGenerator: [{name: gen-keys, literals: [password=hunter2]}]
`,
      'clusters/prod/config/vars.env': '# none\nzone=1a\n\nempty=\n',
      'clusters/prod/config/motd': 'hello\n',
      'clusters/prod/config/b/c.txt': 'x',
    }
    const from = (...names: string[]) =>
      `path: apps\npostBuild: {substituteFrom: [${names.map((name) => `{kind: ${name.includes('keys') ? 'Secret' : 'ConfigMap'}, name: ${name}}`).join(', ')}]}`
    const { plan } = await kustomization(from('gen', 'gen-keys'), { ...files, ...generators })
    const text = `${MAP}data: {a: "\${region} \${quoted} \${zone} \${empty} \${motd} \${other} \${password}"}`
    expect(done(plan, text)).toMatchObject({ data: { a: 'us a b 1a  hello x (secret gen-keys/password)' } })
    expect(plan.notes.join()).not.toContain('not in Git')
    const hashed = await kustomization(from('hashed'), { ...files, ...generators })
    expect(hashed.plan.notes).toEqual([
      'the ConfigMap hashed is not in Git; the names of its variables are shown instead of their values',
    ])
  })

  it('are left alone in an object that says so, and where there are none', async () => {
    const text = `apiVersion: v1\nkind: X\nmetadata: {name: a, annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}}\ndata: {k: "\${a}"}`
    const { plan } = await kustomization('path: apps\npostBuild: {substitute: {a: b}}', files)
    expect(done(plan, text)).toMatchObject({ data: { k: '${a}' } })
    const none = await kustomization('path: apps\npostBuild: {}', files)
    expect(done(none.plan, `${MAP}data: {k: "\${a}"}`)).toMatchObject({ data: { k: '${a}' } })
  })

  // The expected results are those of fluxcd/pkg/envsubst v1.8.0.
  it.each([
    ['${a} $a $${a}', 'banana $a ${a}'],
    ['${e:-x}${e:=y}${e=z}${none:+p}${none:?q}', 'xyzpq'],
    ['${#a} ${a^} ${a^^} ${F,} ${F,,}', '6 Banana BANANA foo BAR foo bar'],
    ['${a:2} ${a:2:3} ${a:-3} ${a: -3}', 'nana nan banana banana'],
    ['${a:0:-2}', 'bana'],
    ['${b#*/} ${b##*/} ${b%/*} ${b%%/*}', 'b/c.txt c.txt a/b a'],
    ['${a/an/X} ${a//an/X} ${a/#ba/X} ${a/%na/X}', 'bXana bXXa Xnana banaX'],
    ['${none:-${a}-${e:-y}}', 'banana-y'],
  ])('%s', (text, result) => {
    const values: Record<string, string> = { a: 'banana', b: 'a/b/c.txt', e: '', F: 'Foo BAR' }
    expect(substitute(text, (name) => values[name])).toBe(result)
  })

  it.each(['${a', '${a//b}', '${}', '${a:é}', '${a b}'])('%s is none', (text) => {
    expect(() => substitute(text, () => 'x')).toThrow(/variable/)
  })
})

describe('a HelmRelease', () => {
  const chart = { 'charts/web/Chart.yaml': 'name: web\nversion: 1.0.0', 'charts/web/values.yaml': 'a: 1' }
  const spec = `chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: infra, namespace: flux-system}}}\n`

  it('is a chart of Git with its values', async () => {
    const { jobs, plan } = await helmRelease(
      `${spec}targetNamespace: web-ns
values: {a: {b: 1, c: 2}, list: [1]}
valuesFrom:
  - {kind: ConfigMap, name: base}
  - {kind: ConfigMap, name: base, valuesKey: tag, targetPath: image.tag}
  - {kind: Secret, name: keys, valuesKey: pw, targetPath: auth.password}
  - {kind: ConfigMap, name: none, optional: true}
`,
      chart,
      {},
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: base, namespace: shop}\ndata: {values.yaml: "a: {b: 0, d: 3}\\nlist: [9, 9]", tag: "v1"}',
    )
    expect(jobs).toEqual([
      {
        kind: 'helm',
        inCluster: true,
        chart: { path: 'charts/web' },
        release: 'web-ns-web',
        namespace: 'web-ns',
        values: [{ text: expect.any(String) }],
        set: [],
        kubeVersion: '1.34.0',
        apiVersions: builtInApis('1.34.0'),
        includeCrds: false,
        skipTests: true,
        skipSchemaValidation: false,
      },
    ])
    const [value] = (jobs[0]?.['values'] ?? []) as { text: string }[]
    expect(JSON.parse(value?.text ?? '')).toEqual({
      a: { b: 1, c: 2, d: 3 },
      list: [1],
      image: { tag: 'v1' },
      auth: { password: '(secret keys/pw)' },
    })
    expect(plan.release).toMatchObject({
      name: 'web-ns-web',
      namespace: 'web-ns',
      storageNamespace: 'shop',
      chartVersion: '1.0.0',
    })
    expect(plan.notes).toEqual([
      'the values of the Secret keys are not read; its name is shown instead',
      'the optional ConfigMap none is not in Git, so its values are missing in the rendered output',
    ])
  })

  it('keeps its own value where a targetPath sets the same one, unless it alone has the map', async () => {
    const siblings =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m, namespace: shop}\ndata: {top: new, values.yaml: "map: {z: 0}"}'
    const from = (first: string) =>
      `${spec}values: {top: own, map: {x: own}}\nvaluesFrom: [${first}{kind: ConfigMap, name: m, valuesKey: top, targetPath: map.x}, {kind: ConfigMap, name: m, valuesKey: top, targetPath: top}]`
    const valuesOf = async (text: string) => {
      const { jobs } = await helmRelease(text, chart, {}, siblings)
      const [job] = jobs as readonly { values?: { text: string }[] }[]
      return JSON.parse(job?.values?.[0]?.text ?? '') as unknown
    }
    expect(await valuesOf(from(''))).toEqual({ top: 'own', map: { x: 'new' } })
    expect(await valuesOf(from('{kind: ConfigMap, name: m}, '))).toEqual({
      top: 'own',
      map: { x: 'own', z: 0 },
    })
  })

  it('has values files in place of the values of its chart', async () => {
    const { plan } = await helmRelease(
      `chart: {spec: {chart: charts/web, valuesFiles: [charts/web/values.yaml, envs/prod.yaml], sourceRef: {kind: GitRepository, name: infra, namespace: flux-system}}}`,
      { ...chart, 'envs/prod.yaml': 'b: 2' },
    )
    const [job] = plan.jobs
    if (job?.kind !== 'helm') throw new Error('it is no run of Helm')
    const read = await job.chart.tree.read(['charts/web/values.yaml', 'charts/web/Chart.yaml'])
    const text = new TextDecoder().decode(read.get('charts/web/values.yaml')?.content)
    expect(JSON.parse(text)).toEqual({ a: 1, b: 2 })
    expect(read.size).toBe(2)
    expect(plan.release?.chartFiles).toEqual(['charts/web', 'charts/web/values.yaml', 'envs/prod.yaml'])
  })

  it('is a chart of a repository, an OCI registry or another object', async () => {
    const elsewhere = {
      'chart oci://ghcr.io/acme/charts web 1.x': { 'Chart.yaml': 'name: web\nversion: 1.2.3' },
      'chart oci://ghcr.io/acme/charts web 2.0.0': { 'Chart.yaml': 'name: web\nversion: 2.0.0' },
    }
    const sources = `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: acme, namespace: shop}
spec: {type: oci, url: "oci://ghcr.io/acme/charts"}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: web, namespace: shop}
spec: {url: "oci://ghcr.io/acme/charts/web", ref: {tag: 2.0.0}}
`
    const ask = async (text: string) => (await helmRelease(text, {}, { elsewhere }, sources)).world.asked
    expect(
      await ask('chart: {spec: {chart: web, version: 1.x, sourceRef: {kind: HelmRepository, name: acme}}}'),
    ).toEqual(['chart oci://ghcr.io/acme/charts web 1.x'])
    expect(await ask('chartRef: {kind: OCIRepository, name: web}')).toEqual([
      'chart oci://ghcr.io/acme/charts web 2.0.0',
    ])
  })

  it('has a name that Helm takes', async () => {
    const { plan } = await helmRelease(`${spec}releaseName: ${'a'.repeat(60)}`, chart)
    expect(plan.release?.name).toBe(`${'a'.repeat(40)}-11ee391211c6`)
  })

  it('is placed, and then changed by its post-renderers', async () => {
    const { plan } = await helmRelease(
      `${spec}commonMetadata: {labels: {team: a}}
postRenderers:
  - kustomize: {images: [{name: web, newTag: "2"}]}
  - kustomize: {patches: [{patch: p}]}
`,
      chart,
    )
    // Patches are applied to the objects as the chart renders them; the namespace is added when they are applied.
    const first = plan.finish([rendered(MAP)])
    expect(first[0]?.namespace).toBeUndefined()
    const second = plan.next?.(first)
    const [job] = second?.jobs ?? []
    if (job?.kind !== 'kustomize') throw new Error('it is no run of kustomize')
    const files = await job.source.tree.read(['kustomization.yaml', 'helm-output.yaml'])
    const text = (name: string) => new TextDecoder().decode(files.get(name)?.content)
    expect(JSON.parse(text('kustomization.yaml'))).toMatchObject({ images: [{ name: 'web', newTag: '2' }] })
    expect(rendered(text('helm-output.yaml')).manifests).toEqual(first)
    const third = second?.next?.(second.finish([{ ...rendered(MAP) }]))
    expect(third?.next).toBeUndefined()
    expect(third?.finish([rendered(MAP)])[0]?.content).toMatchObject({
      metadata: { namespace: 'shop', labels: { team: 'a' } },
    })
  })

  const HOOK = 'apiVersion: v1\nkind: Pod\nmetadata: {name: hook, annotations: {helm.sh/hook: pre-install}}\n'

  it.each([
    ['combined', [['a', 'hook']], ['a', 'hook']],
    ['separate', [['hook'], ['a']], ['a', 'hook']],
    ['nohooks', [['a']], ['a']],
  ])('%s: its hooks are post-rendered and labelled', async (strategy, groups, labelled) => {
    const { plan } = await helmRelease(
      `${spec}postRenderStrategy: ${strategy}
commonMetadata: {labels: {team: a}}
postRenderers: [{kustomize: {patches: [{patch: p}]}}]
`,
      chart,
    )
    const next = plan.next?.(plan.finish([rendered(`${MAP}---\n${HOOK}`)]))
    const inputs = await Promise.all(
      (next?.jobs ?? []).map(async (job) => {
        if (job.kind !== 'kustomize') throw new Error('it is no run of kustomize')
        const files = await job.source.tree.read(['helm-output.yaml'])
        return rendered(new TextDecoder().decode(files.get('helm-output.yaml')?.content))
      }),
    )
    expect(inputs.map(({ manifests }) => manifests.map(({ name }) => name))).toEqual(groups)
    const all = next?.finish(inputs) ?? []
    const isLabelled = ({ content }: { content: unknown }) => JSON.stringify(content).includes('"team":"a"')
    expect(all).toHaveLength(2)
    expect(
      all
        .filter(isLabelled)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(labelled)
    expect(all.every(({ namespace }) => namespace === 'shop')).toBe(true)
  })

  it('has no hooks where it turns them off for good', async () => {
    const both = `${spec}install: {disableHooks: true}\nupgrade: {disableHooks: true}\n`
    const names = async (text: string) =>
      (await helmRelease(text, chart)).plan.finish([rendered(`${MAP}---\n${HOOK}`)]).map(({ name }) => name)
    expect(await names(both)).toEqual(['a'])
    expect(await names(`${spec}install: {disableHooks: true}\n`)).toEqual(['a', 'hook'])
  })

  it('fails as Flux does where its chart makes an object twice, or one without a name', async () => {
    const { plan } = await helmRelease(spec, chart)
    expect(() => plan.finish([rendered(`${MAP}---\n${MAP}`)])).toThrow(/renders ConfigMap a twice/)
    const unnamed = rendered('apiVersion: v1\nkind: Pod\nmetadata: {generateName: x-}\n')
    expect(() => plan.finish([unnamed])).toThrow(/renders Pod .*without a name/)
  })

  it('sets nothing below a value that is no map', async () => {
    const siblings = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m, namespace: shop}\ndata: {v: x}'
    const at = (path: string) =>
      helmRelease(
        `${spec}values: {a: text, b: null}\nvaluesFrom: [{kind: ConfigMap, name: m, valuesKey: v, targetPath: "${path}"}]`,
        chart,
        {},
        siblings,
      )
    await expect(at('a.b')).rejects.toThrow(/the setting a\.b=… .*not a map/)
    await expect(at('b.c')).rejects.toThrow(/the setting b\.c=… .*not a map/)
    await expect(at('a[0]')).rejects.toThrow(/the setting a\[0\]=… .*not a list/)
  })

  it('brings the definitions of its chart only where it replaces them', async () => {
    const files = { ...chart, 'charts/web/crds/a.yaml': '' }
    expect((await helmRelease(spec, files)).jobs).toHaveLength(1)
    const replaced = `${spec}upgrade: {crds: CreateReplace}`
    const { jobs } = await helmRelease(replaced, files)
    expect(jobs[1]).toEqual({ kind: 'directory', files: ['charts/web/crds/a.yaml'] })
    // Only Helm knows whether a subchart is enabled.
    const sub = await helmRelease(replaced, { ...files, 'charts/web/charts/sub/crds/b.yaml': '' })
    expect(sub.jobs[1]).toMatchObject({ kind: 'helm', includeCrds: true })
  })

  it('tells what a change to it will not do', async () => {
    const { plan } = await helmRelease(spec, chart)
    const { release } = plan
    if (!release) throw new Error('a release has facts')
    const notes = rolloutNotes(release, release, [
      'charts/web/templates/a.yaml',
      'charts/web/crds/x.yaml',
      'other.yaml',
    ])
    expect(notes.join('\n')).toMatch(
      /this does not roll out: charts\/web\/templates\/a\.yaml, .*version stays 1\.0\.0/,
    )
    expect(notes.join('\n')).toMatch(/the definitions in charts\/web\/crds\/x\.yaml change/)
    expect(rolloutNotes(release, { ...release, chartVersion: '1.0.1' }, ['charts/web/a'])).toEqual([])
    expect(rolloutNotes(release, { ...release, storageNamespace: 'x' }, []).join()).toMatch(
      /uninstalled and reinstalled: its storage namespace changes from shop to x/,
    )
  })
})
