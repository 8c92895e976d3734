import { describe, expect, it } from 'vitest'
import { bumpIn, folderWith } from '../support/bump.ts'

const given = { app: 'web', image: 'ghcr.io/acme/web', 'image-tag': '1.1.0' }
const release = (spec: string) =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: web}\nspec:\n  chart:\n    spec: {chart: web, version: 1.x, sourceRef: {kind: HelmRepository, name: acme}}\n${spec}`
const configMap = (data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web-values, namespace: web}\ndata:\n${data}`

/** Bumps web, and returns the changed files. */
async function bumped(files: Readonly<Record<string, string>>) {
  const { read } = await bumpIn(folderWith(files), given)
  return Object.entries(files).flatMap(([path, text]) => (read(path) === text ? [] : [[path, read(path)]]))
}

describe('a HelmRelease', () => {
  it('takes values from a ConfigMap that stands in the repo, whole or at a path', async () => {
    const whole = configMap('  values.yaml: |\n    image: {repository: ghcr.io/acme/web, tag: 1.0.0} # CI\n')
    const from = release('  valuesFrom: [{kind: ConfigMap, name: web-values}]\n')
    expect(await bumped({ 'web/release.yaml': from, 'web/values.yaml': whole })).toEqual([
      ['web/values.yaml', whole.replace('tag: 1.0.0', 'tag: 1.1.0')],
    ])
    const one = configMap('  tag: 1.0.0\n')
    const at = release(
      '  valuesFrom: [{kind: ConfigMap, name: web-values, valuesKey: tag, targetPath: image.tag}]\n  values: {image: {repository: ghcr.io/acme/web}}\n',
    )
    expect(await bumped({ 'web/release.yaml': at, 'web/values.yaml': one })).toEqual([
      ['web/values.yaml', one.replace('1.0.0', '1.1.0')],
    ])
  })

  it('has its image where its post-renderer sets it', async () => {
    const values = '  values: {image: {repository: ghcr.io/acme/web, tag: 0.1.0}}\n'
    const text = release(
      `  postRenderers:\n    - kustomize:\n        images:\n          - {name: ghcr.io/acme/web, newTag: 1.0.0}\n${values}`,
    )
    expect(await bumped({ 'web.yaml': text })).toEqual([['web.yaml', text.replace('1.0.0', '1.1.0')]])
    const pinned = text.replace('newTag: 1.0.0', `digest: "sha256:${'a'.repeat(64)}"`)
    await expect(bumped({ 'web.yaml': pinned })).rejects.toThrow('pinned by the digest')
  })
})

describe('values in a quoted text', () => {
  const application = (helm: string) =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web, namespace: argocd}\nspec:\n  source:\n    repoURL: https://git.example/acme/infra\n    path: charts/web\n    helm:\n      values: ${helm}\n  destination: {namespace: web}\n`
  const chart = {
    'charts/web/Chart.yaml': 'name: web\nversion: 1.0.0\n',
    'charts/web/values.yaml': 'image: {repository: ghcr.io/acme/web, tag: 0.1.0}\n',
  }

  it.each([
    [String.raw`"image:\n  tag: 1.0.0\n"`],
    ["'image: {tag: 1.0.0}'"],
    ['>\n        image: {tag: 1.0.0}'],
  ])('count, and what they override is not written instead: %j', async (helm) => {
    await expect(bumped({ ...chart, 'web.yaml': application(helm) })).rejects.toMatchObject({
      kind: 'input',
      faults: [
        {
          hint: expect.stringMatching(
            /quoted string at web\.yaml:\d+.*write the string as a block \(values: \|\)/,
          ),
        },
      ],
    })
  })
})
