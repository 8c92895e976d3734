import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesPart } from '../../src/doctor/parts.ts'
import { filesPorts } from '../../src/doctor/files/ports.ts'
import { openRevision } from '../../src/git/revision-tree.ts'
import { findingsOf, hintsOf, openFindings } from '../support/doctor.ts'
import { remoteSources } from '../support/remote-sources.ts'
import { bareRepository, serveGit } from '../support/git.ts'
import type { Files } from '../support/git.ts'
import { application, argoRepo } from '../support/infra.ts'

/** Returns the part of doctor that checks the files in a commit's tree. */
async function partOf(files: Files, base: string | undefined = 'main') {
  const tree = await openRevision(bareRepository(files), 'main', process.env)
  return filesPart(filesPorts(tree, { base, addresses: 'https://github.com/acme/infra' }))
}
const check = async (id: string, files: Files, base?: string) =>
  (await findingsOf(await partOf(files, base)))[id]

/** The code owners of a setup without findings. Its environments do not share a tag. */
const owners = {
  '.github/CODEOWNERS': '/clusters/prod/ @acme/ops\n*-prod.yaml @acme/ops\n/fairlead.yaml @acme/ops\n',
}
const sound: Files = {
  ...Object.fromEntries(
    Object.entries(argoRepo()).map(([path, text]) => [
      path,
      path.includes('/values')
        ? path.endsWith('values.yaml')
          ? 'image:\n  repository: ghcr.io/acme/web\n'
          : text
        : text,
    ]),
  ),
  ...owners,
  'fairlead.yaml': 'environments:\n  prod: {production: true, paths: [clusters/prod/**]}\n',
}

describe('the files of an infra repo', () => {
  it('that are sound give nothing but what is right, and what is not there is not ticked', async () => {
    expect(await openFindings(await partOf(sound))).toEqual([
      'unknown: Flux deploys no production apps, so none were checked.',
      'unknown: No Flux objects found, so no versions were checked.',
    ])
  })

  it('without any controller object tick only what was looked at', async () => {
    const reports = await (await partOf({ 'README.md': 'hello\n', 'src/app.ts': 'x\n' })).run()
    const ticked = reports.flatMap(({ check, findings }) =>
      findings.some(({ level }) => level === 'ok') ? [check] : [],
    )
    expect(ticked).toEqual(['files/links'])
  })

  it('with what is not read: other tools, and values that no app reads', async () => {
    const files = {
      ...sound,
      'helmfile.yaml': 'releases: []\n',
      'teams/api/values-prod.yaml': 'image: {repository: ghcr.io/acme/api, tag: 1.0.0}\n',
    }
    expect(await check('files/unresolved', files)).toEqual([
      'note: Helmfile: it deploys on its own, and its files are not read. [helmfile.yaml]',
      'note: Values file: it sets ghcr.io/acme/api, and no known app reads it. [teams/api/values-prod.yaml:1]',
    ])
  })

  it('with a faulty fairlead.yaml: every fault with its line, and nothing that hangs on it is right', async () => {
    const files = { ...sound, 'fairlead.yaml': 'enviroments: {}\nclusters: 3\n' }
    const found = await findingsOf(await partOf(files))
    expect(found['files/config']).toEqual([
      expect.stringMatching(/^fault: .*"enviroments".* \[fairlead\.yaml:1\]$/),
      expect.stringMatching(/^fault: clusters must be a map\. \[fairlead\.yaml:2\]$/),
    ])
    for (const id of ['files/apps', 'files/floating-tags', 'files/shared-places', 'files/owners'])
      expect(found[id]).toEqual([expect.stringMatching(/^unknown/), expect.stringMatching(/^unknown/)])
  })

  it('with names in fairlead.yaml that fit nothing', async () => {
    const config =
      'environments:\n  prod: {paths: [clusters/prod/**]}\n  stagin: {paths: [clusters/stagin/**]}\nclusters:\n  eu: {server: "https://eu"}\nimages:\n  - {app: wbe, image: a/b, file: f, key: k}\n'
    expect(await check('files/config-used', { ...sound, 'fairlead.yaml': config })).toEqual([
      'warning: The environment stagin has no apps. [fairlead.yaml]',
      'warning: The cluster eu is not the destination of any app. [fairlead.yaml]',
      'warning: images names the app wbe, but there is no such app. [fairlead.yaml]',
    ])
  })

  it('that hold no app', async () => {
    expect(await check('files/apps', { 'README.md': 'hello\n' })).toEqual(['warning: No apps found.'])
  })

  it('counts apps by controller and environment', async () => {
    expect(await check('files/apps', sound)).toEqual([
      'ok: 2 apps found: Argo CD 2.',
      'ok: By environment: dev 1, prod 1.',
    ])
  })

  it('with what cannot be known: unresolved objects, and apps without an environment', async () => {
    const files = {
      ...sound,
      'charts/base/templates/apps.yaml': application('{{ .x }}', 'dev'),
      'apps/tool.yaml': application('tool', 'x').replace('name: tool-x', 'name: tool'),
    }
    const found = await findingsOf(await partOf(files))
    expect(found['files/unresolved']).toEqual([
      expect.stringMatching(
        /^warning: Application is not resolved: .*\[charts\/base\/templates\/apps\.yaml\]$/,
      ),
    ])
    expect(found['files/environments']).toEqual([
      expect.stringMatching(/^warning: The environment of tool is not known.*\[apps\/tool\.yaml:1\]$/),
    ])
  })

  it('says once what holds for many objects, and for many apps of one place', async () => {
    const set = (name: string) =>
      `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: ${name}}\nspec:\n  generators: [{clusters: {selector: {matchLabels: {tier: x}}}}]\n  template: {metadata: {name: x}, spec: {}}\n`
    const files = { ...sound, 'sets/a.yaml': set('a'), 'sets/b.yaml': set('b') }
    expect(await check('files/unresolved', files)).toEqual([
      expect.stringMatching(/^warning: ApplicationSet a and b are not resolved: .*\[sets\/a\.yaml:1\]$/),
    ])
    const copies = { ...sound, 'sets/east/a.yaml': set('a'), 'sets/west/a.yaml': set('a') }
    expect(await check('files/unresolved', copies)).toEqual([
      expect.stringMatching(/^warning: ApplicationSet a \(2 objects\) is not resolved: .*\.yaml:1\]$/),
    ])
    const web = (environment: string) =>
      application('web', environment).replace(/path: \S+/, 'path: charts/floating')
    const found = await check('files/floating-tags', {
      'clusters/dev/web.yaml': web('dev'),
      'clusters/prod/web.yaml': web('prod'),
      'charts/floating/Chart.yaml': 'apiVersion: v2\nname: floating\nversion: 1.0.0\n',
      'charts/floating/values.yaml': 'image: {repository: ghcr.io/acme/web, tag: latest}\n',
    })
    expect(found).toEqual([
      expect.stringMatching(
        /^warning: web-dev \(dev\) and web-prod \(prod\) run ghcr\.io\/acme\/web:latest, which is a floating tag\..*\[charts\/floating\/values\.yaml:1/,
      ),
    ])
  })

  it('names the apps without an environment once for each folder', async () => {
    const files = Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => [
        `apps/${name}.yaml`,
        application(name, 'x').replace(`name: ${name}-x`, `name: ${name}`),
      ]),
    )
    expect(await check('files/environments', files)).toEqual([
      expect.stringMatching(
        /^warning: The environment of a, b, c, d, e and 2 more is not known, so the rules for production do not apply to any of them\..*\[apps\/a\.yaml:1\]$/,
      ),
    ])
  })

  it('with an app that is declared twice', async () => {
    const files = { ...sound, 'clusters/prod/web-again.yaml': application('web', 'prod') }
    expect(await check('files/duplicates', files)).toEqual([
      expect.stringMatching(
        /^warning: Application web-prod \(prod\) is declared a second time.*clusters\/prod\/web-again\.yaml:1/,
      ),
    ])
  })

  it('with an object that both controllers deploy, from whatever folders', async () => {
    const flux =
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: all}\nspec: {path: ./overlays/prod, sourceRef: {kind: GitRepository, name: infra}}\n'
    const files = {
      ...sound,
      'clusters/prod/map.yaml':
        'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: map, namespace: argocd}\nspec:\n  destination: {server: https://kubernetes.default.svc, namespace: web}\n  source: {repoURL: https://github.com/acme/infra, path: base/web, targetRevision: HEAD}\n',
      'base/web/kustomization.yaml': 'namespace: web\nresources: [map.yaml]\n',
      'base/web/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n',
      'overlays/prod/kustomization.yaml': 'resources: [../../base/web]\n',
      'overlays/other/kustomization.yaml': 'namespace: other\nresources: [../../base/web]\n',
      'clusters/prod/all.yaml': flux,
    }
    expect(await check('files/two-controllers', files)).toEqual([
      expect.stringMatching(
        /^warning: The ConfigMap web in base\/web\/map\.yaml is deployed by both .* \(prod\) and .* of the other controller/,
      ),
    ])
    const apart = flux.replace('overlays/prod', 'overlays/other')
    expect(await check('files/two-controllers', { ...files, 'clusters/prod/all.yaml': apart })).toEqual([
      expect.stringMatching(/^ok: No object/),
    ])
  })

  it('with floating tags: a warning for production, a note elsewhere', async () => {
    const files = {
      ...sound,
      'charts/web/values-prod.yaml': 'image:\n  tag: latest\n',
      'charts/web/values-dev.yaml': 'image:\n  tag: main\n',
    }
    expect(await check('files/floating-tags', files)).toEqual([
      expect.stringMatching(/^note: web-dev \(dev\) runs ghcr\.io\/acme\/web:main.*values-dev\.yaml:2\]$/),
      expect.stringMatching(/^warning: web-prod \(prod\) runs .*:latest.*values-prod\.yaml:2\]$/),
    ])
  })

  it('with a place that production shares', async () => {
    expect(await check('files/shared-places', { ...argoRepo(), ...owners })).toEqual([
      expect.stringMatching(
        /^warning: Production shares the value sidecar\.image with another environment \(dev\).*values\.yaml\]$/,
      ),
    ])
  })

  it('with production that is suspended; whether Argo CD syncs it by itself is nobody else to say', async () => {
    const manual = application('web', 'prod').replace('    automated: {}\n', '    retry: {}\n')
    const flux =
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: all}\nspec: {suspend: true, path: ./base, sourceRef: {kind: GitRepository, name: infra}}\n'
    const files = { ...sound, 'clusters/prod/web.yaml': manual }
    expect(await check('files/sync', files)).toEqual([
      expect.stringMatching(/^unknown: Flux deploys no production apps/),
    ])
    expect(await check('files/sync', { ...files, 'clusters/prod/all.yaml': flux })).toEqual([
      expect.stringMatching(/^note: all \(prod\) is suspended/),
    ])
  })

  it('that follow another branch than the base', async () => {
    const pinned = application('web', 'prod').replace('targetRevision: HEAD', 'targetRevision: release')
    const files = { ...sound, 'clusters/prod/web.yaml': pinned }
    expect(await check('files/revisions', files)).toEqual([
      expect.stringMatching(
        /^warning: web-prod \(prod\) follows the revision release .* a merge into main does not/,
      ),
    ])
    expect(await check('files/revisions', files, 'release')).toEqual([expect.stringMatching(/^ok/)])
    const tree = await openRevision(bareRepository(files), 'main', process.env)
    const blind = await findingsOf(filesPart(filesPorts(tree, { base: undefined })))
    expect(blind['files/revisions']).toEqual([expect.stringMatching(/^unknown: Apps follow release/)])
  })

  it('with an override of an Application', async () => {
    const files = { ...sound, 'charts/web/.argocd-source-web-dev.yaml': 'helm: {parameters: []}\n' }
    expect(await check('files/overrides', files)).toEqual([
      expect.stringMatching(/^note: This file overrides .*\.argocd-source-web-dev\.yaml\]$/),
    ])
  })

  it('with a second writer: argocd-image-updater by annotation and by object', async () => {
    const annotated = application('web', 'dev').replace(
      '  namespace: argocd\n',
      '  namespace: argocd\n  annotations:\n    argocd-image-updater.argoproj.io/image-list: web=ghcr.io/acme/web\n',
    )
    const files = {
      ...sound,
      'clusters/dev/web.yaml': annotated,
      'updater.yaml':
        'apiVersion: argocd-image-updater.argoproj.io/v1alpha1\nkind: ImageUpdater\nmetadata: {name: all}\n',
    }
    expect(await check('files/writers', files)).toEqual([
      expect.stringMatching(
        /^warning: argocd-image-updater updates images of Application web-dev: web=.*live Application/,
      ),
      expect.stringMatching(/^warning: The ImageUpdater all updates images/),
    ])
  })

  it("with a second writer: Flux's image automation, where it meets a marker", async () => {
    const marked = 'image:\n  tag: 1.0.0 # {"$imagepolicy": "flux-system:web:tag"}\n'
    const automation = (path: string) =>
      `apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageUpdateAutomation\nmetadata: {name: bot}\nspec:\n  update: {path: ${path}, strategy: Setters}\n`
    const files = { ...sound, 'charts/web/values-dev.yaml': marked }
    expect(await check('files/writers', files)).toEqual([
      expect.stringMatching(/^note: A file has markers .* charts\/web\/values-dev\.yaml\.$/),
    ])
    expect(await check('files/writers', { ...files, 'bot.yaml': automation('./charts') })).toEqual([
      expect.stringMatching(/^warning: The ImageUpdateAutomation bot writes every line .*\[bot\.yaml:1\]$/),
    ])
    expect(await check('files/writers', { ...files, 'bot.yaml': automation('./clusters') })).toEqual([
      expect.stringMatching(/^ok: The ImageUpdateAutomation bot finds no markers below clusters/),
    ])
    // The path is only known after variables are substituted.
    expect(await check('files/writers', { ...files, 'bot.yaml': automation('"./${CLUSTER}"') })).toEqual([
      expect.stringMatching(
        /^unknown: The ImageUpdateAutomation bot writes below \$\{CLUSTER\}, which is filled in when it is applied/,
      ),
    ])
    expect(await check('files/writers', { ...sound, 'bot.yaml': automation('"./${CLUSTER}"') })).toEqual([
      expect.stringMatching(/^ok: The ImageUpdateAutomation bot finds no markers in this repo/),
    ])
  })

  it('with a ResourceSet that makes an image automation in the cluster: that is not known', async () => {
    const set = `apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSet
metadata: {name: bot}
spec:
  resources:
    - apiVersion: image.toolkit.fluxcd.io/v1
      kind: ImageUpdateAutomation
      metadata: {name: bot}
`
    expect(await check('files/writers', { ...sound, 'bot.yaml': set })).toEqual([
      expect.stringMatching(/^unknown: A ResourceSet creates an ImageUpdateAutomation .*\[bot\.yaml\]$/),
    ])
  })

  it('with a link that leaves the repo: a fault for Argo CD; one inside is right', async () => {
    const out = { ...sound, 'charts/web/secret': ['120000', '../../../etc/passwd'] as const }
    expect(await check('files/links', out)).toEqual([
      expect.stringMatching(/^fault: This link points outside .*\[charts\/web\/secret\]$/),
    ])
    const absolute = { ...sound, link: ['120000', '/etc/passwd'] as const }
    expect(await check('files/links', absolute)).toEqual([expect.stringMatching(/^fault/)])
    const inside = { ...sound, 'charts/web/all': ['120000', '../../clusters'] as const }
    expect(await check('files/links', inside)).toEqual([expect.stringMatching(/^ok/)])
  })

  it.each([
    ['helm.toolkit.fluxcd.io/v2beta1', 'HelmRelease', '2.7'],
    ['helm.toolkit.fluxcd.io/v2beta2', 'HelmRelease', '2.8'],
    ['kustomize.toolkit.fluxcd.io/v1beta2', 'Kustomization', '2.8'],
    ['source.toolkit.fluxcd.io/v1beta2', 'GitRepository', '2.8'],
    ['helm.toolkit.fluxcd.io/v2', 'HelmRelease', undefined],
  ])('with an object of %s', async (apiVersion, kind, removedIn) => {
    const files = {
      ...sound,
      'flux/x.yaml': `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\n`,
    }
    expect(await check('files/apis', files)).toEqual([
      removedIn === undefined
        ? expect.stringMatching(/^ok/)
        : `warning: ${kind} x uses the version ${apiVersion}, which was removed in Flux ${removedIn}. [flux/x.yaml:1]`,
    ])
  })

  it('with production that has no owners', async () => {
    const { '.github/CODEOWNERS': _, ...files } = sound
    expect(await check('files/owners', files)).toEqual([
      expect.stringMatching(/^note: There is no CODEOWNERS/),
    ])
  })

  it('with owners of some files of production: which are covered, and the lines for the others', async () => {
    const files = {
      ...sound,
      '.github/CODEOWNERS': '# all\n/clusters/ @acme/ops\n/clusters/prod/\n*-prod.yaml @acme/ops\n',
    }
    expect(await check('files/owners', files)).toEqual([
      'warning: .github/CODEOWNERS covers 1 of 3 production files. These have no owner: clusters/prod/web.yaml, fairlead.yaml. [.github/CODEOWNERS]',
    ])
    expect(await hintsOf(await partOf(files), 'files/owners')).toEqual([
      'Add to .github/CODEOWNERS: `/clusters/prod/ @acme/ops`, `/fairlead.yaml @acme/ops`',
    ])
    expect(await check('files/owners', sound)).toEqual([
      'ok: .github/CODEOWNERS covers 3 of 3 production files.',
    ])
  })

  it('lists many findings of a kind up to a limit, and counts the rest', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 25 }, (_, i) => [`charts/web/.argocd-source-${i}.yaml`, '{}\n']),
    )
    const found = await check('files/overrides', { ...sound, ...many })
    expect(found).toHaveLength(21)
    expect(found?.at(-1)).toBe('note: 5 more like these.')
  })
})

it('tries each repository that an app is made of, with the rights of the job', async () => {
  const bare = bareRepository({ 'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n' })
  const authorization = `Basic ${Buffer.from('x:read-only').toString('base64')}`
  const url = `${await serveGit(dirname(bare), authorization)}/infra.git`
  const tree = await openRevision(
    bareRepository({ 'web.yaml': application('web', 'dev').replace('https://github.com/acme/infra', url) }),
    'main',
    process.env,
  )
  const hosts = { '127.0.0.1': { private: true, credentials: true } }
  const found = async (credentials: () => string | undefined) => {
    const { git } = remoteSources({ hosts, credentials })
    const ports = filesPorts(tree, { base: 'main', addresses: 'https://github.com/acme/infra', git })
    return (await findingsOf(filesPart(ports)))['files/sources']?.join()
  }
  expect(await found(() => authorization)).toContain('can be read')
  const refused = await found(() => undefined)
  expect(refused).toContain('diff and render cannot render web-dev')
})
