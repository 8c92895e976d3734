import { describe, expect, it } from 'vitest'
import { bumpIn, folderWith } from '../support/bump.ts'
import { argoRepo } from '../support/infra.ts'

const web = { app: 'web', environment: 'prod', image: 'ghcr.io/acme/web', 'image-tag': '1.2.0' }

/** Runs a bump of `web` in prod and returns the changed lines, by file. */
async function bumpWeb(
  files: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>> = {},
) {
  const folder = folderWith(files)
  const result = await bumpIn(folder, { ...web, ...given })
  const changed: Record<string, string[]> = {}
  for (const [path, before] of Object.entries(files)) {
    const [old, now] = [before.split('\n'), result.read(path).split('\n')]
    const lines = now.filter((line, i) => line !== old[i])
    if (now.length !== old.length || lines.length > 0) changed[path] = lines
  }
  return { ...result, changed }
}

describe('an app in an environment', () => {
  it('is bumped where its values file sets the tag, while the repository comes from the chart', async () => {
    const { changed, outputs, data } = await bumpWeb(argoRepo(['web', 'api']))
    expect(changed).toEqual({ 'charts/web/values-prod.yaml': ['  tag: 1.2.0   # set by CI'] })
    expect(outputs).toEqual({
      changed: 'true',
      'files-updated': 'charts/web/values-prod.yaml',
      'old-tag': '1.0.0',
      'new-tag': '1.2.0',
      digest: '',
      outcome: 'updated',
    })
    expect(data).toMatchObject({
      moves: [
        {
          app: 'web-prod',
          environment: 'prod',
          production: true,
          file: 'charts/web/values-prod.yaml',
          line: 3,
          key: 'image.tag',
          from: '1.0.0',
          to: '1.2.0',
          order: 'newer',
        },
      ],
    })
  })

  it('on one cluster is not bumped by a value that another cluster reads, too, unless that is allowed', async () => {
    const app = (cluster: string) =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web, labels: {env: prod}}\nspec:\n  source: {repoURL: https://github.com/acme/infra, path: web}\n  destination: {name: ${cluster}, namespace: web}\n`
    const files = {
      'fleet/east/web.yaml': app('east'),
      'fleet/west/web.yaml': app('west'),
      'web/pod.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - {name: web, image: "ghcr.io/acme/web:1.0.0"}\n',
    }
    await expect(bumpWeb(files, { cluster: 'east' })).rejects.toThrow(
      'web/pod.yaml is also used by other clusters. Changing it would update them too: web (west)',
    )
    const allowed = await bumpWeb(files, { cluster: 'east', 'allow-shared': 'true' })
    expect(Object.keys(allowed.changed)).toEqual(['web/pod.yaml'])
    expect(Object.keys((await bumpWeb(files)).changed)).toEqual(['web/pod.yaml'])
  })

  it('may be called by the other name of its environment', async () => {
    expect((await bumpWeb(argoRepo(), { environment: 'production' })).outputs.outcome).toBe('updated')
  })

  it('gets the tag of the image with the digest of the step, as builds report them', async () => {
    const file = 'web/pod.yaml'
    const pod = (image: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - {name: web, image: "${image}"}\n`
    const files = {
      'apps/web.yaml':
        'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web, labels: {env: prod}}\nspec:\n  source: {repoURL: https://github.com/acme/infra, path: web}\n',
      [file]: pod('ghcr.io/acme/web:1.0.0'),
    }
    const digest = `sha256:${'a'.repeat(64)}`
    for (const given of [
      { image: 'ghcr.io/acme/web:1.9.0', 'image-tag': '', digest },
      { image: `ghcr.io/acme/web@${digest}`, 'image-tag': '1.9.0' },
    ]) {
      const { read } = await bumpWeb(files, given)
      expect(read(file)).toBe(pod(`ghcr.io/acme/web:1.9.0@${digest}`))
    }
  })

  it('several apps, environments and images in one step', async () => {
    const { changed } = await bumpWeb(argoRepo(['web', 'api', 'db']), {
      app: 'web,api',
      environment: 'dev\nprod',
      image: 'ghcr.io/acme/web:2.0.0,ghcr.io/acme/api:3.0.0',
      'image-tag': '',
    })
    expect(changed).toEqual(
      Object.fromEntries(
        ['web', 'api'].flatMap((app) =>
          ['dev', 'prod'].map((environment) => [
            `charts/${app}/values-${environment}.yaml`,
            [`  tag: ${app === 'web' ? '2.0.0' : '3.0.0'}   # set by CI`],
          ]),
        ),
      ),
    )
  })

  it('without a name means every app of the environment that uses the image', async () => {
    const { changed } = await bumpWeb(argoRepo(['web', 'api']), { app: '', image: 'ghcr.io/acme/api' })
    expect(Object.keys(changed)).toEqual(['charts/api/values-prod.yaml'])
  })

  it('says so when nothing is to change', async () => {
    const { changed, outputs, text } = await bumpWeb(argoRepo(), { 'image-tag': '1.0.0' })
    expect([changed, outputs.outcome, outputs.changed, text]).toEqual([
      {},
      'unchanged',
      'false',
      ['Nothing to do: already at this version.'],
    ])
  })

  it('writes nothing in a dry run', async () => {
    const { changed, outputs, text } = await bumpWeb(argoRepo(), { 'dry-run': 'true' })
    expect([changed, outputs.outcome, outputs.changed]).toEqual([{}, 'dry-run', 'true'])
    expect(text).toEqual([
      'Would set charts/web/values-prod.yaml:3 image.tag: 1.0.0 -> 1.2.0 for web-prod in prod',
      '  charts/web/values-prod.yaml:3',
      expect.stringMatching(/^ {2}- {3}tag: "?1\.0\.0/),
      expect.stringMatching(/^ {2}\+ {3}tag: "?1\.2\.0/),
    ])
  })
})

describe('a place that environments share', () => {
  const shared = {
    ...argoRepo(),
    'charts/web/values.yaml': 'image:\n  repository: ghcr.io/acme/web\n  tag: 1.0.0\n',
    'charts/web/values-prod.yaml': 'replicas: 3\n',
    'charts/web/values-dev.yaml': 'replicas: 1\n',
  }

  it('is refused, and the message names who would move too', async () => {
    await expect(bumpWeb(shared)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/charts\/web\/values\.yaml:3: .*web-dev \(dev\)[^]*create: true/),
    })
  })

  it("gets a value of its own with create, in the environment's own file", async () => {
    expect((await bumpWeb(shared, { create: 'true' })).changed).toEqual({
      'charts/web/values-prod.yaml': ['image:', '  tag: 1.2.0', ''],
    })
  })

  it('moves all of them where that is allowed, and says so', async () => {
    const { changed, warnings } = await bumpWeb(shared, { 'allow-shared': 'true' })
    expect(changed).toEqual({ 'charts/web/values.yaml': ['  tag: 1.2.0'] })
    expect(warnings.join()).toContain('web-dev (dev)')
  })

  it('is no matter where the other environment has a value of its own', async () => {
    const own = { ...shared, 'charts/web/values-dev.yaml': 'image:\n  tag: 0.5.0\n' }
    expect((await bumpWeb(own)).changed).toEqual({ 'charts/web/values.yaml': ['  tag: 1.2.0'] })
  })
})

describe('a values file that holds only a tag', () => {
  const alone = (key: string) => ({ 'apps/web/values-prod.yaml': `${key}:\n  tag: 1.0.0\n` })

  it("is bumped where it is the chart's main image, with a word that it was not checked", async () => {
    const { changed, warnings } = await bumpWeb(alone('image'))
    expect(changed).toEqual({ 'apps/web/values-prod.yaml': ['  tag: 1.2.0'] })
    expect(warnings.join()).toContain('could not be verified')
  })

  it.each(['https://example.com/charts', 'ghcr.io/acme/charts'])(
    'is bumped where the chart from %s has the name of the image',
    async (repoURL) => {
      const file = 'clusters/prod/web.yaml'
      const { changed, warnings } = await bumpWeb({
        [file]: `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web}\nspec:\n  source:\n    repoURL: ${repoURL}\n    chart: web\n    targetRevision: 1.0.0\n    helm:\n      valuesObject:\n        image: {tag: 1.0.0}\n`,
      })
      expect(changed).toEqual({ [file]: ['        image: {tag: 1.2.0}'] })
      expect(warnings.join()).toContain('could not be verified')
    },
  )

  it('is not guessed at otherwise', async () => {
    await expect(bumpWeb(alone('sidecar'))).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining('apps/web/values-prod.yaml:2 (sidecar.tag)'),
    })
  })
})

describe('what does not fit is a clear error', () => {
  it.each<[string, Record<string, string>, string]>([
    [
      'another image',
      { image: 'ghcr.io/acme/wbe' },
      'the app web-prod does not use the image ghcr.io/acme/wbe\n  It uses: ghcr.io/acme/web at charts/web/values-prod.yaml:3 (image.tag); ghcr.io/acme/proxy at charts/web/values.yaml:5 (sidecar.image). Did you mean "ghcr.io/acme/web"?',
    ],
    ['an unknown app', { app: 'wbe' }, 'there is no app "wbe" in prod\n  Did you mean'],
    [
      'an app of another environment',
      { app: 'web-dev' },
      'there is no app "web-dev" in prod\n  It exists in: dev.',
    ],
    ['an unknown environment', { environment: 'porduction' }, 'there is no environment "porduction"'],
    ['an unknown cluster', { cluster: 'x' }, 'there is no cluster "x"'],
    ['no environment where there are several', { environment: '' }, 'several environments'],
    ['no image', { image: '' }, 'the input image is missing'],
    [
      'a tag other than that of the image',
      { image: 'ghcr.io/acme/web:1.9.0', 'image-tag': '1.9.1' },
      'image-tag is "1.9.1", but the version in image is different\n  Remove image-tag, or write image without',
    ],
    [
      'a digest other than that of the image',
      {
        image: `ghcr.io/acme/web@sha256:${'b'.repeat(64)}`,
        'image-tag': '',
        digest: `sha256:${'a'.repeat(64)}`,
      },
      'but the version in image is different',
    ],
    ['an image that is none', { image: 'ghcr.io/Acme/We b' }, 'is not a valid image'],
    ['an app and a file', { 'values-file': 'a.yaml', key: 'b' }, 'app and values-file are both set'],
  ])('%s', async (_, given, message) => {
    await expect(bumpWeb(argoRepo(), given)).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining(message),
    })
  })
})

describe('other places', () => {
  const app = (spec: string) => ({
    'clusters/prod/web.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web}\nspec:\n  source:\n    repoURL: https://example.com/charts\n    chart: web\n    targetRevision: 1.0.0\n${spec}`,
  })

  it.each([
    [
      'parameters',
      '    helm:\n      parameters:\n        - {name: image.repository, value: ghcr.io/acme/web}\n        - name: image.tag\n          value: "1.0.0"\n',
      '          value: "1.2.0"',
    ],
    [
      'valuesObject',
      '    helm:\n      valuesObject:\n        image: {repository: ghcr.io/acme/web, tag: 1.0.0}\n',
      '        image: {repository: ghcr.io/acme/web, tag: 1.2.0}',
    ],
    [
      'YAML in a text',
      '    helm:\n      values: |\n        image:\n          repository: ghcr.io/acme/web\n          tag: 1.0.0  # inner\n',
      '          tag: 1.2.0  # inner',
    ],
    [
      'kustomize arguments',
      '    kustomize:\n      images:\n        - web=ghcr.io/acme/web:1.0.0\n',
      '        - web=ghcr.io/acme/web:1.2.0',
    ],
  ])('%s of an Application', async (_, spec, line) => {
    expect((await bumpWeb(app(spec))).changed).toEqual({ 'clusters/prod/web.yaml': [line] })
  })

  it("a chart's version and a Git revision, where a release moves that", async () => {
    expect((await bumpWeb(app(''), { image: 'example.com/charts/web' })).changed).toEqual({
      'clusters/prod/web.yaml': ['    targetRevision: 1.2.0'],
    })
  })

  it('containers, init containers and kustomize images of manifests', async () => {
    const files = {
      'apps/web/overlays/prod/kustomization.yaml':
        'resources: [d.yaml]\nimages:\n  - name: ghcr.io/acme/web\n    newTag: 1.0.0\n',
      'apps/web/overlays/prod/d.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      initContainers:\n        - name: migrate\n          image: ghcr.io/acme/migrate:1.0.0\n      containers:\n        - name: web\n          image: ghcr.io/acme/web\n',
    }
    const { changed } = await bumpWeb(files, { image: 'ghcr.io/acme/web,ghcr.io/acme/migrate' })
    expect(changed).toEqual({
      'apps/web/overlays/prod/kustomization.yaml': ['    newTag: 1.2.0'],
      'apps/web/overlays/prod/d.yaml': ['          image: ghcr.io/acme/migrate:1.2.0'],
    })
  })

  it('an anchor, where all that read it are the image that moves', async () => {
    const files = {
      'apps/web/values-prod.yaml':
        'web:\n  image: {repository: ghcr.io/acme/web, tag: &tag 1.0.0}\nworker:\n  image: {repository: ghcr.io/acme/web, tag: *tag}\n',
    }
    expect((await bumpWeb(files)).changed).toEqual({
      'apps/web/values-prod.yaml': ['  image: {repository: ghcr.io/acme/web, tag: &tag 1.2.0}'],
    })
    const mixed = {
      'apps/web/values-prod.yaml': files['apps/web/values-prod.yaml'].replace(
        'worker:\n  image: {repository: ghcr.io/acme/web',
        'worker:\n  image: {repository: ghcr.io/acme/worker',
      ),
    }
    await expect(bumpWeb(mixed)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('also sets the tag of other images'),
    })
  })
})

describe('an anchor that maps merge', () => {
  const values = (more: string) => ({
    'apps/web/values-prod.yaml': `web:\n  image: &img\n    repository: ghcr.io/acme/web\n    tag: 1.0.0\n${more}`,
  })

  it.each([
    [
      'with tags of their own',
      'ldap:\n  image:\n    <<: *img\n    repository: ghcr.io/acme/ldap\n    tag: 1.0.0\n',
    ],
    ['of the image that moves', 'worker:\n  image:\n    <<: *img\n    pullPolicy: Always\n'],
    [
      'behind a map that brings the tag',
      'own: &own {tag: 2.0.0}\nx:\n  labels:\n    <<: [*own, *img]\n    repository: ghcr.io/acme/x\n',
    ],
    [
      'below a key that they say themselves',
      'base: &base\n  containers:\n    app: &ct\n      image: {repository: ghcr.io/acme/web, tag: 1.0.0}\njob:\n  <<: *base\n  containers:\n    job:\n      <<: *ct\n      args: [x]\n',
    ],
  ])('is changed where the merges are %s', async (_, more) => {
    const { changed } = await bumpWeb(values(more))
    expect(changed['apps/web/values-prod.yaml']?.filter((line) => !/tag: 1\.2\.0/.test(line))).toEqual([])
  })

  it('is not where one of them takes the tag for another image, or for none', async () => {
    const other = 'ldap:\n  image:\n    <<: *img\n    repository: ghcr.io/acme/ldap\n'
    await expect(bumpWeb(values(other))).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('ghcr.io/acme/ldap'),
    })
    const tag = {
      'apps/web/values-prod.yaml':
        'web:\n  image: {repository: ghcr.io/acme/web, tag: &tag 1.0.0}\nlabels:\n  a: *tag\n  b: *tag\n',
    }
    await expect(bumpWeb(tag)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('belongs to the anchor &tag, which lines 4 and 5 also read'),
    })
  })
})

describe('what must not move unseen', () => {
  const base = argoRepo(['web', 'api'])

  it('a line that sets the tag of another image of the environment too', async () => {
    const files = {
      ...base,
      'clusters/prod/web.yaml': (base['clusters/prod/web.yaml'] ?? '').replace(
        '- values-prod.yaml',
        '- /shared/prod.yaml',
      ),
      'clusters/prod/api.yaml': (base['clusters/prod/api.yaml'] ?? '').replace(
        '- values-prod.yaml',
        '- /shared/prod.yaml',
      ),
      'shared/prod.yaml': 'image:\n  tag: 1.0.0\n',
    }
    await expect(bumpWeb(files)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('api-prod (ghcr.io/acme/api)'),
    })
    const { warnings } = await bumpWeb(files, { 'allow-shared': 'true' })
    expect(warnings.join()).toContain('api-prod (ghcr.io/acme/api)')
  })

  it('a digest in a layer that environments share', async () => {
    const digest = (letter: string) => `sha256:${letter.repeat(64)}`
    const files = {
      ...argoRepo(),
      'charts/web/values.yaml': `image:\n  repository: ghcr.io/acme/web\n  digest: "${digest('a')}"\n`,
    }
    await expect(bumpWeb(files, { digest: digest('b') })).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('web-dev (dev)'),
    })
    expect((await bumpWeb(files, { digest: digest('b'), create: 'true' })).changed).toEqual({
      'charts/web/values-prod.yaml': [
        '  tag: 1.2.0   # set by CI',
        `  digest: ${digest('b')}`,
        '',
        'replicas: 2',
        '',
      ],
    })
  })

  it('an images entry of kustomize that does not match any container is no place', async () => {
    const files = {
      'apps/web/overlays/prod/kustomization.yaml':
        'resources: [d.yaml]\nimages:\n  - name: ghcr.io/acme/web\n    newTag: 1.0.0\n',
      'apps/web/overlays/prod/d.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: a, image: "other:1"}]}}}\n',
    }
    await expect(bumpWeb(files)).rejects.toMatchObject({ kind: 'input' })
  })

  it('a value that Flux writes too is bumped with a word about it', async () => {
    const files = {
      'apps/web/values-prod.yaml':
        'image:\n  repository: ghcr.io/acme/web\n  tag: 1.0.0 # {"$imagepolicy": "flux-system:web:tag"}\n',
    }
    const { changed, warnings } = await bumpWeb(files)
    expect(changed).toEqual({
      'apps/web/values-prod.yaml': ['  tag: 1.2.0 # {"$imagepolicy": "flux-system:web:tag"}'],
    })
    expect(warnings.join()).toContain('image automation')
  })

  it('of two apps of one name the one that uses the image is meant', async () => {
    const files = {
      'a/web/values-prod.yaml': 'image: {repository: ghcr.io/acme/other, tag: 1.0.0}\n',
      'b/web/values-prod.yaml': 'image: {repository: ghcr.io/acme/web, tag: 1.0.0}\n',
    }
    expect(Object.keys((await bumpWeb(files)).changed)).toEqual(['b/web/values-prod.yaml'])
  })

  it('a file without content gets its first key with create', async () => {
    const files = {
      ...argoRepo(),
      'charts/web/values.yaml': 'image:\n  repository: ghcr.io/acme/web\n  tag: 1.0.0\n',
      'charts/web/values-prod.yaml': '# nothing yet\n',
      'charts/web/values-dev.yaml': '',
    }
    expect((await bumpWeb(files, { create: 'true' })).changed).toEqual({
      'charts/web/values-prod.yaml': ['image:', '  tag: 1.2.0', ''],
    })
  })
})
