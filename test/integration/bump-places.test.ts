import { describe, expect, it } from 'vitest'
import { bumpIn, folderWith } from '../support/bump.ts'

const digest = (letter: string) => `sha256:${letter.repeat(64)}`

/** Runs a bump and returns the new lines of all files. */
async function bump(files: Readonly<Record<string, string>>, given: Readonly<Record<string, string>>) {
  const folder = folderWith(files)
  const result = await bumpIn(folder, given)
  const lines = Object.entries(files).flatMap(([path, before]) => {
    const old = before.split('\n')
    return result
      .read(path)
      .split('\n')
      .filter((line) => !old.includes(line))
      .map((line) => line.trim())
  })
  return { ...result, lines }
}

const application = (name: string, path: string, more = '') =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: ${name}, namespace: argocd}\nspec:\n  source: {repoURL: https://git.example/acme/infra, path: ${path}${more}}\n  destination: {namespace: apps}\n`
const deployment = (...images: string[]) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n${images.map((image, i) => `        - {name: c${i}, image: "${image}"}\n`).join('')}`

describe('the name of an image', () => {
  const at = { app: 'web', environment: 'prod', image: 'ghcr.io/acme/web', 'image-tag': '1.1.0' }

  it.each([
    ['registry and repository', 'image: {registry: ghcr.io, repository: acme/web, tag: 1.0.0}\n'],
    [
      'registry, repository and name',
      'image: {registry: ghcr.io, repository: acme, name: web, tag: 1.0.0}\n',
    ],
    ['a host as repo, and image', 'a: {repo: ghcr.io, image: acme/web, tag: 1.0.0}\n'],
    ['a path as repository, and image', 'a: {repository: ghcr.io/acme, image: web, tag: 1.0.0}\n'],
    ['hub and image', 'a: {hub: ghcr.io/acme, image: web, tag: 1.0.0}\n'],
    ['hub for all', 'global: {hub: ghcr.io/acme}\na: {image: web, tag: 1.0.0}\n'],
    ['a whole image beside a Git repository', 'a: {repo: acme/app, image: ghcr.io/acme/web, tag: 1.0.0}\n'],
    ['a registry beside name:tag', 'a: {registry: ghcr.io/acme, image: "web:1.0.0"}\n'],
    [
      'items of a list',
      'a:\n  - {repo: ghcr.io, name: x, image: acme/api, tag: 1.0.0}\n  - {repo: ghcr.io, name: y, image: acme/web, tag: 1.0.0}\n',
    ],
    ['a list of images', 'images:\n  - ghcr.io/acme/api:1.0.0\n  - ghcr.io/acme/web:1.0.0\n'],
    ['flat keys', 'webImage: ghcr.io/acme/web\nwebTag: 1.0.0\n'],
    ['a version of an image', 'a: {image: ghcr.io/acme/web, imageVersion: 1.0.0}\n'],
    ['a repository of an image', 'a: {imageRepo: ghcr.io/acme/web, imageTag: 1.0.0}\n'],
    ['a whole reference below image', 'image: {uri: "ghcr.io/acme/web:1.0.0"}\n'],
    ['a repository with its tag', 'image: {repository: "ghcr.io/acme/web:1.0.0"}\n'],
    [
      'a map of tags of images',
      'images:\n  tags:\n    api: ghcr.io/acme/api:1.0.0\n    web: ghcr.io/acme/web:1.0.0\n',
    ],
    ['a map of images', 'images:\n  api: ghcr.io/acme/api:1.0.0\n  web: ghcr.io/acme/web:1.0.0\n'],
  ])('is joined of %s, and only its tag moves', async (_, values) => {
    const path = 'apps/web/values-prod.yaml'
    const { read } = await bump({ [path]: values }, at)
    const last = values.lastIndexOf('1.0.0')
    expect(read(path)).toBe(`${values.slice(0, last)}1.1.0${values.slice(last + 5)}`)
  })

  const mesh = `global:\n  hub: ghcr.io/acme\n  tag: 1.0.0\nweb:\n  image: web\n  tag: 0.9.0\npilot:\n  image: pilot\ncni:\n  image: cni\n`
  const inMesh = { ...at, app: 'mesh' }
  const path = 'apps/mesh/prod/values.yaml'

  it('with a tag of its own is never moved by the tag of all', async () => {
    expect((await bump({ [path]: mesh }, inMesh)).lines).toEqual(['tag: 1.1.0'])
    await expect(bump({ [path]: mesh.replace('  hub: ghcr.io/acme\n', '') }, inMesh)).rejects.toThrow(
      'the app mesh does not use the image ghcr.io/acme/web',
    )
  })

  it('without one moves the tag of all only where all that take it are meant', async () => {
    const pilot = { ...inMesh, image: 'ghcr.io/acme/pilot' }
    await expect(bump({ [path]: mesh }, pilot)).rejects.toThrow(
      `${path} also sets the tag of other images: mesh (ghcr.io/acme/cni)`,
    )
    const both = { ...inMesh, image: 'ghcr.io/acme/pilot,ghcr.io/acme/cni' }
    expect((await bump({ [path]: mesh }, both)).lines).toEqual(['tag: 1.1.0'])
  })
})

describe('places of one image in one app', () => {
  const at = { app: 'web', environment: 'prod', image: 'ghcr.io/acme/web' }
  const path = 'apps/web/prod/values.yaml'
  const values = (...tags: string[]) =>
    tags.map((tag, i) => `c${i}:\n  image:\n    repository: ghcr.io/acme/web\n    tag: ${tag}\n`).join('')

  it.each([
    ['a catalogue', ['1.0.0', '1.1.0']],
    ['one at latest', ['1.0.0', 'latest']],
  ])('are not moved to one version: %s', async (_, tags) => {
    const files = { [path]: values(...tags) }
    const [one = '', other = ''] = tags
    const { message } = await bump(files, { ...at, 'image-tag': one === '1.0.0' ? '1.2.0' : 'x' }).then(
      () => ({ message: '' }),
      (error: Error) => error,
    )
    if (tags.includes('latest')) {
      // The other tag is of another kind, and is not changed.
      expect((await bump(files, { ...at, 'image-tag': '1.2.0' })).lines).toEqual(['tag: 1.2.0'])
      return
    }
    expect(message).toContain(`${path}:4 (${one}), ${path}:8 (${other})`)
    expect(message).toContain(
      `values-file: ${path}, key: c0.image.tag; to change all of them: key: c0.image.tag, c1.image.tag`,
    )
  })

  it('all move where the team changes its scheme, and it is said', async () => {
    const { lines, warnings } = await bump(
      { [path]: values('build-17', 'build-17') },
      { ...at, 'image-tag': '1.0.0' },
    )
    expect(lines).toEqual(['tag: 1.0.0', 'tag: 1.0.0'])
    expect(warnings).toContainEqual(expect.stringContaining('changes from build-17 to 1.0.0'))
  })

  it('a release candidate is of the family of its version', async () => {
    const files = { [path]: values('1.0.0', '1.0.0-alpine') }
    expect((await bump(files, { ...at, 'image-tag': '1.1.0-rc.1' })).lines).toEqual(['tag: 1.1.0-rc.1'])
  })
})

describe('images of a kustomization', () => {
  const at = { app: 'web', environment: 'prod', image: 'ghcr.io/acme/web' }
  const folder = 'web/prod'
  const kustomized = (images: string, ...containers: string[]) => ({
    [`${folder}/deploy.yaml`]: deployment(...containers),
    [`${folder}/kustomization.yaml`]: `resources: [deploy.yaml]\nimages:\n${images}`,
  })

  it('take a digest beside the tag, whether there is one or not', async () => {
    const files = kustomized('  - name: ghcr.io/acme/web\n    newTag: 1.0.0\n', 'ghcr.io/acme/web')
    const { lines } = await bump(files, { ...at, 'image-tag': '1.1.0', digest: digest('2') })
    expect(lines).toEqual(['newTag: 1.1.0', `digest: ${digest('2')}`])
  })

  it('of a name with a tag pin that version alone', async () => {
    const files = kustomized(
      `  - name: ghcr.io/acme/web:1.0.0\n    digest: ${digest('1')}\n`,
      'ghcr.io/acme/web:1.0.0',
      'ghcr.io/acme/web:0.9.0',
    )
    await expect(bump(files, { ...at, 'image-tag': '1.1.0' })).rejects.toThrow(
      /kustomization\.yaml:4 \(sha256:111111111111…, pinned by digest\), web\/prod\/deploy\.yaml:9 \(0\.9\.0\)/,
    )
  })

  it('of a digest alone move by a digest', async () => {
    const files = kustomized(
      `  - name: ghcr.io/acme/web:1.0.0\n    digest: ${digest('1')}\n`,
      'ghcr.io/acme/web:1.0.0',
    )
    await expect(bump(files, { ...at, 'image-tag': '1.1.0' })).rejects.toThrow('pinned by the digest')
    const { lines } = await bump(files, { ...at, 'image-tag': '1.1.0', digest: digest('2') })
    expect(lines).toEqual([`digest: ${digest('2')}`])
  })

  it('whose name is a pattern are found as kustomize finds them', async () => {
    const files = kustomized('  - name: .*/web\n    newTag: 1.0.0\n', 'ghcr.io/acme/web')
    expect((await bump(files, { ...at, 'image-tag': '1.1.0' })).lines).toEqual(['newTag: 1.1.0'])
  })
})

describe('a number that a template prints in another form', () => {
  it.each([
    ['JSON', 'envs/dev.json', '{"env": "dev", "tag": 4651089}\n', '{"env": "dev", "tag": "4651090"}'],
    ['YAML', 'envs/dev.yaml', 'env: dev\ntag: 4651089 # CI\n', 'tag: "4651090" # CI'],
  ])('becomes a text in %s', async (_, path, text, line) => {
    const set = `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: api}\nspec:\n  goTemplate: true\n  generators:\n    - git: {repoURL: https://git.example/acme/infra, revision: HEAD, files: [{path: "envs/*"}]}\n  template:\n    metadata: {name: 'api-{{.env}}', labels: {env: '{{.env}}'}}\n    spec:\n      source:\n        repoURL: https://charts.example\n        chart: api\n        targetRevision: 1.0.0\n        helm: {valuesObject: {image: {repository: ghcr.io/acme/api, tag: '{{.tag}}'}}}\n      destination: {namespace: api}\n`
    const given = { app: 'api', environment: 'dev', image: 'ghcr.io/acme/api', 'image-tag': '4651090' }
    expect((await bump({ 'set.yaml': set, [path]: text }, given)).lines).toEqual([line])
  })
})

describe('an app that follows another branch of the repo', () => {
  const at = { app: 'web-prod', image: 'ghcr.io/acme/web', 'image-tag': '1.1.0' }
  const files = (more: string) => ({
    'argocd/web.yaml': application('web-prod', 'deploy/prod', more),
    'deploy/prod/deploy.yaml': deployment('ghcr.io/acme/web:1.0.0'),
  })

  it('is told, with the branch and the way', async () => {
    const { warnings } = await bump(files(', targetRevision: stage/prod'), at)
    expect(warnings).toEqual([
      expect.stringMatching(/^web-prod follows stage\/prod of this repo: .* update with base: stage\/prod$/),
    ])
  })

  it.each(['', ', targetRevision: HEAD', ', targetRevision: main', ', targetRevision: refs/heads/master'])(
    'and no other one is (%s)',
    async (more) => expect((await bump(files(more), at)).warnings).toEqual([]),
  )
})

describe('overlays that nothing in the repo builds', () => {
  const base = {
    'web/base/kustomization.yaml': 'resources: [web.yaml]\n',
    'web/base/web.yaml':
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web}\nspec:\n  chart: {spec: {chart: web, sourceRef: {kind: HelmRepository, name: acme}}}\n  values: {image: {repository: ghcr.io/acme/web, tag: 1.0.0}}\n',
  }
  const overlay = (name: string) => ({
    [`web/${name}/kustomization.yaml`]:
      'resources: [../base]\npatches: [{path: values.yaml, target: {kind: HelmRelease}}]\n',
    [`web/${name}/values.yaml`]: `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web}\nspec:\n  values: {image: {tag: 1.1.0-${name}}}\n`,
  })
  const at = { app: 'web', image: 'ghcr.io/acme/web', 'image-tag': '1.2.0' }

  it('move where the overlay of a HelmRelease sets the tag, and never in its base', async () => {
    const files = { ...base, ...overlay('staging'), ...overlay('production') }
    const { lines, outputs } = await bump(files, { ...at, environment: 'staging' })
    expect(lines).toEqual(['values: {image: {tag: 1.2.0}}'])
    expect(outputs['files-updated']).toBe('web/staging/values.yaml')
    await expect(bump(files, at)).rejects.toThrow('the app web is in several environments')
  })

  it('are found below envs/, and a Component is no app', async () => {
    const files = {
      'base/kustomization.yaml': 'resources: [deploy.yaml]\n',
      'base/deploy.yaml': deployment('ghcr.io/acme/web:1.0.0'),
      'variants/prod/kustomization.yaml': 'kind: Component\n',
      'envs/prod-eu/kustomization.yaml':
        'resources: [../../base]\ncomponents: [../../variants/prod]\nimages: [{name: ghcr.io/acme/web, newTag: 1.0.0}]\n',
    }
    const { lines } = await bump(files, { ...at, app: '', environment: 'prod-eu' })
    expect(lines).toEqual(['images: [{name: ghcr.io/acme/web, newTag: 1.2.0}]'])
  })
})

describe('variables of a Flux Kustomization', () => {
  const kustomization = (post: string) =>
    `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: web, namespace: flux-system}\nspec:\n  path: ./apps/web\n  sourceRef: {kind: GitRepository, name: flux-system}\n  postBuild:\n${post}`
  const files = (post: string, image: string) => ({
    'clusters/prod/apps.yaml': kustomization(post),
    'apps/web/deploy.yaml': deployment(image),
  })
  const at = { app: 'web', environment: 'prod', image: 'ghcr.io/acme/web', 'image-tag': '1.1.0' }
  const both = '    substitute:\n      registry: ghcr.io/acme\n      tag: 1.0.0 # CI\n'

  it.each([
    ['where they are set', files(both, '${registry}/web:${tag}'), 'tag: 1.1.0 # CI'],
    [
      'as a whole reference',
      files('    substitute:\n      image: ghcr.io/acme/web:1.0.0\n', '${image}'),
      'image: ghcr.io/acme/web:1.1.0',
    ],
    [
      'beside a literal tag',
      files(both, '${registry}/web:1.0.0'),
      '- {name: c0, image: "${registry}/web:1.1.0"}',
    ],
    [
      'in their default',
      files(both, '${registry}/web:${other:=1.0.0}'),
      '- {name: c0, image: "${registry}/web:${other:=1.1.0}"}',
    ],
    [
      'in a ConfigMap',
      {
        ...files('    substituteFrom: [{kind: ConfigMap, name: vars}]\n', 'ghcr.io/acme/web:${tag}'),
        'clusters/prod/vars.yaml':
          'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: vars}\ndata:\n  tag: "1.0.0"\n',
      },
      'tag: "1.1.0"',
    ],
    [
      'that the values of a HelmRelease take',
      {
        ...files(both, 'x:1'),
        'apps/web/release.yaml':
          'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web-chart}\nspec:\n  chart: {spec: {chart: web, sourceRef: {kind: HelmRepository, name: acme}}}\n  values: {image: {repository: "${registry}/web", tag: "${tag}"}}\n',
      },
      'tag: 1.1.0 # CI',
    ],
  ])('are bumped %s', async (what, given, line) => {
    const app = what.includes('HelmRelease') ? 'web-chart' : 'web'
    expect((await bump(given, { ...at, app })).lines).toEqual([line])
  })

  it('of which another image takes the same are not, unless that is allowed', async () => {
    const given = {
      ...files(both, '${registry}/web:${tag}'),
      'apps/web/job.yaml': deployment('${registry}/migrate:${tag}').replace('name: web', 'name: job'),
    }
    await expect(bump(given, at)).rejects.toThrow(
      'also sets the tag of other images: web (ghcr.io/acme/migrate)',
    )
    expect((await bump(given, { ...at, 'allow-shared': 'true' })).lines).toEqual(['tag: 1.1.0 # CI'])
  })

  it('that a Secret may set are not followed', async () => {
    const given = files('    substituteFrom: [{kind: Secret, name: vars}]\n', 'ghcr.io/acme/web:${tag}')
    await expect(bump(given, at)).rejects.toThrow('the Secret vars')
  })
})

describe('a repo without apps', () => {
  it('is told what was seen, and gets the command for its file and key', async () => {
    const files = {
      'fleet.yaml': 'defaultNamespace: web\n',
      'web/vals.yaml': 'web:\n  image: {repository: ghcr.io/acme/web, tag: 1.0.0}\n',
    }
    const given = { app: 'web', image: 'ghcr.io/acme/web', 'image-tag': '1.1.0' }
    await expect(bump(files, given)).rejects.toThrow(
      /Not read by Fairlead: Fleet fleet\.yaml: .* You can still bump by file and key: fairlead bump --values-file web\/vals\.yaml --key web\.image\.tag --image-tag 1\.1\.0/,
    )
    const byKey = { 'values-file': 'web/vals.yaml', key: 'web.image.tag', 'image-tag': '1.1.0' }
    expect((await bump(files, byKey)).lines).toEqual(['image: {repository: ghcr.io/acme/web, tag: 1.1.0}'])
  })
})
