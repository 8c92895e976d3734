import { expect, it } from 'vitest'
import { Builds } from '../../../src/inventory/flux/builds.ts'
import { objectsOf } from '../../../src/kube/objects.ts'
import { Files } from '../../../src/yaml/files.ts'
import { memoryTree } from '../../support/memory-tree.ts'

const kustomization = (name: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec: {path: ./apps/${name}, sourceRef: {kind: GitRepository, name: flux-system}}
`
const map = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`
const base: Record<string, string> = {
  'clusters/a.yaml': kustomization('a'),
  'clusters/b.yaml': kustomization('b'),
  'apps/a/kustomization.yaml': 'resources: [../base]\n',
  'apps/b/map.yaml': map('b'),
  'apps/base/kustomization.yaml': 'resources: [map.yaml]\n',
  'apps/base/map.yaml': map('base'),
}

/** Returns the builds of `a` and `b` in a revision. */
async function built(
  all: Record<string, string>,
  other?: { readonly files: Files; readonly builds: Builds },
) {
  const changed = new Set(Object.keys({ ...base, ...all }).filter((path) => base[path] !== all[path]))
  const files = await Files.open(memoryTree(all), other && { files: other.files, changed })
  const builds = new Builds(files, other && { ...other, changed })
  const one = async (name: string) => {
    const file = `clusters/${name}.yaml`
    await files.load([file])
    const yaml = files.yaml(file)
    const [object] = yaml ? objectsOf(yaml) : []
    if (!object) throw new Error(`${file} has an object`)
    const [result] = await files.run([builds.of(object, `apps/${name}`)])
    return result
  }
  return { files, builds, a: await one('a'), b: await one('b') }
}

it('builds of another revision no folder whose files differ in nothing', async () => {
  const before = await built(base)
  const edited = await built({ ...base, 'apps/base/map.yaml': map('other') }, before)
  expect([edited.a === before.a, edited.b === before.b]).toEqual([false, true])
  expect(edited.a?.items.map(({ name }) => name)).toEqual(['other'])
  // Code that later reads the folder finds its files loaded.
  expect(edited.files.isLoaded('apps/b/map.yaml')).toBe(true)
})

it('builds all anew where files come or go, or the Kustomization is another one', async () => {
  const before = await built(base)
  const added = await built({ ...base, 'apps/b/more.yaml': map('more') }, before)
  expect([added.a === before.a, added.b === before.b]).toEqual([false, false])
  expect(added.b?.items.map(({ name }) => name)).toEqual(['b', 'more'])
  const own = await built({ ...base, 'clusters/a.yaml': `${kustomization('a')}---\n` }, before)
  expect([own.a === before.a, own.b === before.b]).toEqual([false, true])
})
