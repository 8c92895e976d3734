import type { Files, Reading } from '../../yaml/files.ts'
import { build, deployedBy, unbuilt } from '../../inventory/kustomize/kustomization.ts'
import type { BuiltObject } from '../../inventory/kustomize/kustomization.ts'
import type { App, Source } from '../../inventory/model.ts'
import { objectsOf } from '../../kube/objects.ts'
import type { Check, Found } from '../check.ts'
import { atMost, ok, orOk, unknown, warning } from '../check.ts'
import type { FilesPorts } from './ports.ts'
import { nameOf } from './ports.ts'

/** If Flux and Argo CD deploy the same object, each reverts the changes of the other. */
export const oneController: Check<FilesPorts> = {
  id: 'files/two-controllers',
  title: 'Objects that two controllers deploy',
  level: 'warning',
  description: 'Argo CD and Flux deploy the same object, and undo what the other does.',
  async run({ inventory, files }) {
    const apps = (await inventory()).apps.filter(({ controller }) => controller !== 'none')
    const controllers = new Set(apps.map(({ controller }) => controller))
    if (controllers.size === 0)
      return [unknown('No Argo CD or Flux objects found, so what they deploy was not compared.')]
    if (controllers.size === 1)
      return [ok(`Only ${controllers.has('argocd') ? 'Argo CD' : 'Flux'} deploys from this repo.`)]
    const tree = await files()
    const sources = apps.flatMap((app) => app.sources.map((source) => ({ app, source })))
    const built = await tree.run(sources.map(({ source }) => objectsIn(tree, source)))
    const seen = new Map<string, App>()
    const found = new Map<string, Found>()
    for (const [i, { app }] of sources.entries())
      for (const item of built[i] ?? []) {
        const key = keyOf(app, item)
        const first = seen.get(key) ?? app
        seen.set(key, first)
        const pair = JSON.stringify([nameOf(first), nameOf(app)])
        if (first.controller !== app.controller && !found.has(pair))
          found.set(pair, overlap(first, app, item))
      }
    return orOk(
      atMost([...found.values()]),
      'No object in a kustomization or a manifest is deployed by both Argo CD and Flux; objects from charts were not compared.',
    )
  },
}

function overlap(first: App, app: App, { object, name }: BuiltObject): Found {
  return warning(
    `The ${object.kind} ${name} in ${object.file} is deployed by both ${app.kind} ${nameOf(app)} and ${first.kind} ${nameOf(first)} of the other controller.`,
    `Deploy it with only one of the two; the other is at ${first.declaredAt.file}:${first.declaredAt.line}.`,
    app.declaredAt,
  )
}

/**
 * Finds the objects that a source deploys, except those of charts. For a folder without a kustomization, these are
 * the objects in its files.
 */
function* objectsIn(files: Files, { type, inThisRepository, path }: Source): Reading<readonly BuiltObject[]> {
  if (!inThisRepository || path === undefined) return []
  if (type === 'kustomize') return deployedBy(yield* build(files, path))
  if (type !== 'directory') return []
  const manifests = files.children(path).filter((file) => files.has(file) && /\.ya?ml$/.test(file))
  yield manifests
  return manifests.flatMap((file) => {
    const yaml = files.yaml(file)
    return yaml ? objectsOf(yaml).map(unbuilt) : []
  })
}

/** Returns the identity of an object in the cluster that it is deployed to. */
function keyOf(app: App, { object, name, namespace }: BuiltObject): string {
  const { cluster, environment } = app
  const [group] = object.apiVersion.split('/')
  const where = namespace ?? object.namespace ?? app.namespace
  return JSON.stringify([
    cluster,
    environment,
    object.apiVersion.includes('/') ? group : '',
    object.kind,
    where,
    name,
  ])
}
