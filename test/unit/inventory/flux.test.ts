import { describe, expect, it } from 'vitest'
import { imagesOf, inventoryOf, memoryTree } from '../../support/inventory.ts'
import { readInventory } from '../../../src/inventory/read.ts'

const kustomization = (name: string, path: string, extra = '') =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\nspec:\n  path: ${path}\n  sourceRef: {kind: GitRepository, name: flux-system}\n${extra}`
const release = (values: string, extra = '') =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: web}\nspec:\n  chart: {spec: {chart: web, version: 7.1.0, sourceRef: {kind: HelmRepository, name: acme}}}\n${extra}${values}`

/** A base that two clusters include, one of them with a patch. */
const layout = {
  'clusters/prod/apps.yaml': kustomization('apps', './apps/prod'),
  'clusters/staging/apps.yaml': kustomization('apps', './apps/staging', '  suspend: true\n'),
  'apps/base/web/release.yaml': release(
    '  values:\n    image:\n      repository: ghcr.io/acme/web\n      tag: 1.0.0\n',
  ),
  'apps/base/web/kustomization.yaml': 'resources: [release.yaml]\n',
  'apps/prod/kustomization.yaml':
    'resources: [../base/web]\npatches:\n  - path: patch.yaml\n    target: {kind: HelmRelease}\n',
  'apps/prod/patch.yaml':
    'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web}\nspec:\n  values:\n    image:\n      tag: 0.9.0\n',
  'apps/staging/kustomization.yaml': 'resources: [../base/web]\n',
}

describe('Flux', () => {
  it("knows a HelmRelease once for each overlay that includes it, with that overlay's patches", async () => {
    const inventory = await inventoryOf(layout)
    expect(imagesOf(inventory)).toMatchObject({
      'web prod': [
        expect.stringContaining('ghcr.io/acme/web:0.9.0 apps/prod/patch.yaml:7 spec.values.image.tag'),
      ],
      'web staging': [
        expect.stringContaining('ghcr.io/acme/web:1.0.0 apps/base/web/release.yaml:9 spec.values.image.tag'),
      ],
    })
    expect(inventory.apps.filter((app) => app.name === 'web')).toMatchObject([
      { environment: 'prod', cluster: 'prod', namespace: 'web', autoSync: true, production: true },
      { environment: 'staging', cluster: 'staging', autoSync: false, production: false },
    ])
  })

  it('does not know what a patch of an overlay deletes, there alone', async () => {
    const { apps } = await inventoryOf({
      ...layout,
      'apps/prod/patch.yaml':
        '$patch: delete\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: web}\n',
    })
    expect(apps.filter(({ name }) => name === 'web').map(({ environment }) => environment)).toEqual([
      'staging',
    ])
  })

  it('knows the Kustomization of a cluster once that patches its own base', async () => {
    const { apps } = await inventoryOf({
      'flux/base/kustomization.yaml': 'resources: [sync.yaml]\n',
      'flux/base/sync.yaml': kustomization('flux-system', './none'),
      'clusters/prod/kustomization.yaml':
        'resources: [../../flux/base, apps.yaml]\npatches: [{path: self.yaml}]\n',
      'clusters/prod/self.yaml':
        'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: flux-system, namespace: flux-system}\nspec: {path: ./clusters/prod}\n',
      'clusters/prod/apps.yaml': kustomization('apps', './apps/prod'),
    })
    expect(apps.map(({ name, declaredAt }) => [name, declaredAt.file])).toEqual([
      ['apps', 'clusters/prod/apps.yaml'],
      ['flux-system', 'clusters/prod/self.yaml'],
    ])
  })

  it('takes what kustomize puts into a ConfigMap for data', async () => {
    const { apps } = await inventoryOf({
      'apps/kustomization.yaml':
        'resources: [web.yaml]\nconfigMapGenerator:\n  - {name: templates, files: [tenant.yaml=templates/tenant.yaml]}\n',
      'apps/web.yaml': release(''),
      'apps/templates/tenant.yaml': release('').replace('name: web,', 'name: tenant,'),
    })
    expect(apps.map(({ name }) => name)).toEqual(['web'])
  })

  it('names what a slip in a path or a source may mean', async () => {
    const source = (name: string) =>
      `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: ${name}, namespace: flux-system}\nspec: {url: https://github.com/acme/infra}\n`
    const { apps } = await inventoryOf(
      {
        'clusters/prod/source.yaml': source('flux-system'),
        'clusters/prod/self.yaml': kustomization('self', './clusters/prod'),
        'clusters/prod/web.yaml': kustomization('web', './apps/wep'),
        'clusters/prod/api.yaml': kustomization('api', './apps/web').replace(
          'name: flux-system}\n',
          'name: flux-sytem}\n',
        ),
        'apps/web/release.yaml': release(''),
      },
      'https://github.com/acme/infra',
    )
    const notesOf = (wanted: string) =>
      apps.find(({ kind, name }) => kind === 'Kustomization' && name === wanted)?.notes
    expect(notesOf('web')).toEqual([
      'its path ./apps/wep is not in this repo; the objects that it deploys are not read. Is ./apps/web meant?',
    ])
    expect(notesOf('api')).toEqual([
      'its sourceRef names the GitRepository flux-sytem, which no file here declares (is flux-system meant?)',
    ])
  })

  it('reads in few batches, however many Kustomizations there are', async () => {
    const files: Record<string, string> = {}
    for (let i = 0; i < 50; i++) {
      files[`clusters/prod/k${i}.yaml`] = kustomization(`k${i}`, `./apps/a${i}`)
      files[`apps/a${i}/kustomization.yaml`] = 'resources: [deployment.yaml]\n'
      files[`apps/a${i}/deployment.yaml`] = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\n'
    }
    const tree = memoryTree(files)
    await readInventory(tree)
    expect(tree.batches.length).toBeLessThanOrEqual(3)
  })

  it('reads values from ConfigMaps of the repo, written out or generated', async () => {
    const files = {
      'clusters/prod/apps.yaml': kustomization('apps', './apps'),
      'apps/kustomization.yaml':
        'resources: [release.yaml, map.yaml]\nconfigMapGenerator:\n  - name: generated\n    files: [values.yaml=web.yaml]\n',
      'apps/web.yaml': 'image:\n  repository: ghcr.io/acme/web\n  tag: 1.0.0\n',
      'apps/map.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: written}\ndata:\n  values.yaml: |\n    sidecar:\n      image: acme/proxy:2.0.0\n',
      'apps/release.yaml': release(
        '',
        '  valuesFrom:\n    - {kind: ConfigMap, name: generated}\n    - {kind: ConfigMap, name: written}\n    - {kind: Secret, name: secret}\n',
      ),
    }
    const inventory = await inventoryOf(files)
    expect(imagesOf(inventory)['web prod']).toEqual([
      'ghcr.io/acme/web:1.0.0 apps/web.yaml:3 image.tag',
      'acme/proxy:2.0.0 apps/map.yaml:7 data.values\\.yaml.sidecar.image',
    ])
    expect(inventory.apps.find((app) => app.name === 'web')?.notes).toContain(
      'the values from the Secret secret are not in this repo',
    )
  })

  it('finds what a release may move: chart versions, OCI and Git refs', async () => {
    const files = {
      'clusters/prod/k.yaml': kustomization('apps', './apps'),
      'apps/oci.yaml':
        'apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: web, namespace: web}\nspec:\n  url: oci://ghcr.io/acme/charts/web\n  ref: {tag: 3.1.0}\n',
      'apps/release.yaml':
        'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: web}\nspec:\n  chartRef: {kind: OCIRepository, name: web}\n',
      'clusters/prod/tenant.yaml': `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: tenant, namespace: flux-system}\nspec:\n  url: https://github.com/acme/tenant\n  ref: {tag: v1.0.0}\n---\n${kustomization('tenant', './deploy').replace('name: flux-system}\n', 'name: tenant}\n')}`,
    }
    const inventory = await inventoryOf(files)
    const release = inventory.apps.find(({ kind }) => kind === 'HelmRelease')
    expect([...(release?.inputs.files ?? [])].toSorted()).toEqual(['apps/oci.yaml', 'apps/release.yaml'])
    const images = imagesOf(inventory)
    expect(images['web prod']).toEqual(['oci://ghcr.io/acme/charts/web:3.1.0 apps/oci.yaml:6 spec.ref.tag'])
    expect(images['tenant prod']).toEqual([
      'https://github.com/acme/tenant:v1.0.0 clusters/prod/tenant.yaml:6 spec.ref.tag',
    ])
  })

  it('names the templates of the Flux Operator, which it does not look into', async () => {
    const set =
      'apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: tenants, namespace: apps}\nspec: {resources: []}\n'
    const { apps, unresolved } = await inventoryOf({ ...layout, 'clusters/prod/sets.yaml': set })
    expect(unresolved).toEqual([
      {
        file: 'clusters/prod/sets.yaml',
        line: 1,
        kind: 'ResourceSet',
        name: 'tenants',
        reason: expect.stringContaining('not checked'),
      },
    ])
    expect(apps).toEqual((await inventoryOf(layout)).apps.map(() => expect.anything()))
  })

  it('finds the path of an artifact that is copied from an artifact', async () => {
    const inventory = await inventoryOf({
      'k8s/web/app/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
      'clusters/prod/web.yaml': kustomization('web', './prod').replace(
        'kind: GitRepository, name: flux-system',
        'kind: ExternalArtifact, name: web',
      ),
      'clusters/prod/g.yaml':
        'apiVersion: source.extensions.fluxcd.io/v1beta1\nkind: ArtifactGenerator\nmetadata: {name: g, namespace: flux-system}\nspec:\n  sources: [{alias: repo, kind: OCIRepository, name: flux-system}]\n  artifacts:\n    - {name: web, copy: [{from: "@repo/web/app/", to: "@artifact/prod/"}]}\n',
    })
    expect(inventory.apps[0]).toMatchObject({
      name: 'web',
      sources: [{ path: 'k8s/web/app', inThisRepository: true }],
      notes: ['its path ./prod is assumed to be k8s/web/app in this repo'],
    })
  })

  it('follows substituted paths and artifacts made by an ArtifactGenerator', async () => {
    const deployment = (tag: string) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: web, image: "acme/web:${tag}"}]}}}\n`
    const files = {
      'clusters/prod/root.yaml': kustomization(
        'root',
        './clusters/base',
        '  postBuild: {substitute: {ENV: prod}}\n',
      ),
      'clusters/base/web.yaml': kustomization('web', './apps/${ENV}/web'),
      'apps/prod/web/d.yaml': deployment('1.0.0'),
      'clusters/prod/generator.yaml':
        'apiVersion: source.extensions.fluxcd.io/v1beta1\nkind: ArtifactGenerator\nmetadata: {name: g, namespace: flux-system}\nspec:\n  artifacts:\n    - name: art\n      copy: [{from: "@repo/other/**", to: "@artifact/"}]\n',
      'clusters/prod/art.yaml':
        'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: art, namespace: flux-system}\nspec:\n  path: ./prod\n  sourceRef: {kind: ExternalArtifact, name: art}\n',
      'other/prod/d.yaml': deployment('2.0.0'),
    }
    const images = imagesOf(await inventoryOf(files))
    expect(images['web prod']).toEqual([
      'acme/web:1.0.0 apps/prod/web/d.yaml:4 spec.template.spec.containers[0].image',
    ])
    expect(images['art prod']).toEqual([
      'acme/web:2.0.0 other/prod/d.yaml:4 spec.template.spec.containers[0].image',
    ])
  })

  it('knows all of a cluster whose root and another Kustomization include each other', async () => {
    const files = {
      'clusters/main/flux/root.yaml': kustomization('root', './clusters/main/flux'),
      'clusters/main/flux/other.yaml': kustomization('other', './clusters/main/flux').replaceAll(
        'flux-system}',
        'soft-serve}',
      ),
      'clusters/main/flux/apps.yaml': kustomization('apps', './apps'),
      'clusters/main/flux/kustomization.yaml': 'resources: [root.yaml, other.yaml, apps.yaml]\n',
      'apps/web.yaml': release('  values: {a: 1}\n'),
      'lone/ks.yaml': kustomization('lone', './lone/app'),
      'lone/app/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
    }
    const { apps } = await inventoryOf(files)
    expect(apps.map(({ kind, name }) => `${kind} ${name}`).toSorted()).toEqual([
      'HelmRelease web',
      'Kustomization apps',
      'Kustomization lone',
      'Kustomization other',
      'Kustomization root',
    ])
    expect(apps.find(({ name }) => name === 'web')?.parent?.parent?.name).toBe('root')
  })

  it('takes the variables of a path from a ConfigMap of the repo, that of the own cluster', async () => {
    const cluster = (name: string) => ({
      [`clusters/${name}/apps.yaml`]: kustomization(
        'apps',
        './apps/${CLUSTER}',
        '  postBuild: {substituteFrom: [{kind: ConfigMap, name: cluster-info}]}\n',
      ),
      [`clusters/${name}/info.yaml`]: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cluster-info, namespace: flux-system}\ndata: {CLUSTER: ${name}}\n`,
      [`apps/${name}/web.yaml`]: release('  values: {a: 1}\n'),
    })
    const { apps } = await inventoryOf({ ...cluster('east'), ...cluster('west') })
    const paths = apps.flatMap(({ kind, sources: [source] }) =>
      kind === 'Kustomization' ? source?.path : [],
    )
    expect(paths.toSorted()).toEqual(['apps/east', 'apps/west'])
    expect(apps.filter(({ kind }) => kind === 'HelmRelease')).toHaveLength(2)
  })

  it('has the namespace of what it builds only if all of that has the same', async () => {
    const part = (name: string, namespace: string) => ({
      [`apps/${name}/kustomization.yaml`]: `namespace: ${namespace}\nresources: [map.yaml]\n`,
      [`apps/${name}/map.yaml`]: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`,
    })
    const namespaceWith = async (second: string) =>
      (
        await inventoryOf({
          'clusters/prod/apps.yaml': kustomization('apps', './apps'),
          ...part('a', 'one'),
          ...part('b', second),
        })
      ).apps.map(({ namespace }) => namespace)
    expect(await namespaceWith('one')).toEqual(['one'])
    expect(await namespaceWith('two')).toEqual([undefined])
  })

  it('takes the variables of a base that clusters share from the ConfigMap of each cluster', async () => {
    const cluster = (name: string) => ({
      [`clusters/${name}/root.yaml`]: kustomization('flux-system', `./clusters/${name}`),
      [`clusters/${name}/tenants.yaml`]: kustomization(
        'tenants',
        './tenants',
        '  postBuild: {substituteFrom: [{kind: ConfigMap, name: info}]}\n',
      ),
      [`clusters/${name}/info.yaml`]: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: info, namespace: flux-system}\ndata: {STAGE: ${name}, TAG: "1.0-${name}"}\n`,
    })
    const { apps } = await inventoryOf({
      ...cluster('prod'),
      ...cluster('staging'),
      'tenants/web.yaml': kustomization(
        'web',
        './apps/${STAGE}',
        '  postBuild: {substituteFrom: [{kind: ConfigMap, name: info}]}\n',
      ),
      'tenants/team.yaml':
        kustomization('team', './team/${STAGE}').replace('name: flux-system}', 'name: team}') +
        '---\napiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: team, namespace: flux-system}\nspec: {url: "https://github.com/acme/team", ref: {branch: "${STAGE}"}}\n',
      'apps/prod/pod.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: "ghcr.io/acme/web:${TAG}"}]}\n',
      'apps/staging/pod.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: "ghcr.io/acme/web:${TAG}"}]}\n',
    })
    for (const stage of ['prod', 'staging']) {
      const own = apps.filter(({ environment }) => environment === stage)
      expect(own.find(({ name }) => name === 'web')).toMatchObject({
        sources: [{ path: `apps/${stage}` }],
        images: [{ tag: `1.0-${stage}`, place: { file: `clusters/${stage}/info.yaml`, key: 'data.TAG' } }],
      })
      expect(own.find(({ name }) => name === 'team')).toMatchObject({
        sources: [{ path: `team/${stage}`, targetRevision: stage }],
        notes: [expect.stringContaining(`its path ./team/${stage} is not in this repo but in https://`)],
      })
    }
  })

  it('knows what a folder with a substituted path takes from there, and not once more without what leads to it', async () => {
    const level = (name: string, path: string) =>
      kustomization(name, path, '  postBuild: {substitute: {level: two, tenant: blue}}\n')
    const files = {
      'clusters/prod/one.yaml': level('one', './levels/one'),
      'levels/one/two.yaml': level('level-two', './levels/${level}'),
      'levels/two/kustomization.yaml': 'resources: [three.yaml, ../base]\n',
      'levels/two/three.yaml': kustomization('"${tenant}-three"', './levels/three'),
      'levels/base/kustomization.yaml': 'resources: [four.yaml]\n',
      'levels/base/four.yaml': kustomization('"${tenant}-four"', './levels/three'),
      'levels/three/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\n',
    }
    const { apps } = await inventoryOf(files)
    expect(apps.map(({ name }) => name).toSorted()).toEqual(['blue-four', 'blue-three', 'level-two', 'one'])
    // Without its parent, the path stays unknown, and then nothing is left out.
    const { 'levels/one/two.yaml': _, ...others } = files
    const alone = await inventoryOf(others)
    expect(alone.apps.map(({ name }) => name).toSorted()).toEqual([
      '${tenant}-four',
      '${tenant}-three',
      'one',
    ])
  })

  it('a path with a variable that nothing tells may be any folder that fits', async () => {
    const { apps } = await inventoryOf({
      'clusters/main/apps.yaml': kustomization('apps', './apps/${REGION}/web'),
      'apps/eu/web/map.yaml': 'a: 1\n',
      'apps/us/web/deep/map.yaml': 'a: 1\n',
      'apps/us/other/map.yaml': 'a: 1\n',
    })
    expect([...(apps[0]?.inputs.folders ?? [])].toSorted()).toEqual(['apps/eu/web', 'apps/us/web'])
    expect(apps[0]?.notes.join()).toContain('has a variable that cannot be determined from Git alone')
  })

  it('says why it does not know what a Kustomization deploys', async () => {
    const { apps } = await inventoryOf({
      'clusters/prod/a.yaml': kustomization('a', './gone'),
      'clusters/prod/b.yaml': kustomization('b', './apps/${WHO}'),
    })
    expect(apps.flatMap((app) => app.notes)).toEqual([
      'its path ./gone is not in this repo; the objects that it deploys are not read',
      'its path ./apps/${WHO} has a variable that cannot be determined from Git alone',
    ])
  })

  it('takes a HelmRelease that no Kustomization builds for one that is not deployed', async () => {
    const files = { ...layout, 'apps/prod/kustomization.yaml': 'resources: []\n' }
    const ofProd = { ...files, 'apps/staging/kustomization.yaml': 'resources: []\n' }
    expect(Object.keys(imagesOf(await inventoryOf(files)))).toEqual([
      'apps prod',
      'apps staging',
      'web staging',
    ])
    expect(Object.keys(imagesOf(await inventoryOf(ofProd)))).toEqual(['apps prod', 'apps staging'])
    // A Kustomization with an unknown path may build exactly this folder.
    const unknown = { ...ofProd, 'clusters/dev/b.yaml': kustomization('b', './apps/${WHO}') }
    expect(Object.keys(imagesOf(await inventoryOf(unknown)))).toContain('web -')
  })

  it('knows the overlays that something outside of the repo builds', async () => {
    const files: Record<string, string> = {
      'sync/base/apps.yaml': kustomization('apps', './environments/dev'),
      'sync/base/kustomization.yaml': 'resources: [apps.yaml]\n',
      'sync/dev/kustomization.yaml': 'resources: [../base]\n',
      'sync/prod/kustomization.yaml':
        'resources: [../base]\npatches:\n  - patch: |-\n      apiVersion: kustomize.toolkit.fluxcd.io/v1\n      kind: Kustomization\n      metadata: {name: apps}\n      spec: {path: ./environments/prod}\n',
    }
    for (const environment of ['dev', 'prod'])
      files[`environments/${environment}/d.yaml`] =
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: web, image: "acme/web:1.0.0"}]}}}\n'
    expect(imagesOf(await inventoryOf(files))).toEqual({
      'apps dev': [expect.stringContaining('environments/dev/d.yaml')],
      'apps prod': [expect.stringContaining('environments/prod/d.yaml')],
    })
  })
})
