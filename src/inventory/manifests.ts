import { noteUnending } from '../images/layers.ts'
import type { ImageUse } from '../images/place.ts'
import { imageUse, placeOf } from '../images/place.ts'
import { isRepository, parseReference } from '../images/reference.ts'
import type { KeyPath } from '../yaml/keys.ts'
import type { YamlNode } from '../yaml/nodes.ts'
import { keyText, resolve } from '../yaml/nodes.ts'
import type { KubeObject } from '../kube/objects.ts'
import { stringAt } from '../yaml/at.ts'

/** Kinds whose `image` keys do not name a container image. */
const WITHOUT_IMAGES = new Set([
  'CustomResourceDefinition',
  'ConfigMap',
  'Secret',
  'HelmRelease',
  'Application',
  'ApplicationSet',
  'ImagePolicy',
  'ImageRepository',
  'ImageUpdater',
])

/**
 * Returns the images of a plain manifest: those of the containers and init containers, regardless of where the pod
 * template is (a Deployment, a CronJob, a Rollout, a custom resource), and any other `image` that is a complete
 * reference.
 *
 * @param notes receives a note if the manifest could not be followed completely
 */
export function containersOf(object: KubeObject, notes: Set<string>): ImageUse[] {
  if (WITHOUT_IMAGES.has(object.kind)) return []
  const uses: ImageUse[] = []
  // Aliases can expand a small text endlessly.
  let budget = 200_000
  walk(object.node, object.path, undefined)
  return uses

  function walk(raw: YamlNode, path: KeyPath, container: string | undefined): void {
    const node = resolve(raw)
    if (--budget < 0) return noteUnending(object.file, notes)
    if (!node || path.length - object.path.length > 20) return
    if (node.kind === 'sequence') {
      const named = /containers$/i.test(String(path.at(-1)))
      for (const [i, item] of node.items.entries())
        walk(item, path.concat(i), named ? stringAt(item, 'name') : container)
    }
    if (node.kind !== 'map') return
    for (const entry of node.entries) {
      const key = keyText(entry.key)
      if (key === undefined || (path.length === object.path.length && key === 'metadata')) continue
      const value = resolve(entry.value)
      const reference = key === 'image' && value?.kind === 'scalar' ? parseReference(value.value) : undefined
      if (reference && value?.kind === 'scalar') {
        const aliases = entry.value.kind === 'alias' ? [entry.value] : []
        const place = placeOf(object.scope, object.document, value, [...path, key], aliases)
        uses.push({ ...imageUse(reference, place), container: container ?? stringAt(node, 'name') })
      } else if (key === 'image' && value?.kind === 'scalar' && value.value.includes('${')) {
        // Flux fills it in (postBuild); the resulting image is not known here.
        const aliases = entry.value.kind === 'alias' ? [entry.value] : []
        const [name = ''] = value.value.split(':${')
        uses.push({
          ...imageUse({ repository: '' }, undefined),
          repository: isRepository(name) ? name : undefined,
          template: placeOf(object.scope, object.document, value, [...path, key], aliases),
          withoutPlace: `${value.value} has variables that are not set here`,
          setBy: `variables: ${value.value}`,
          container: container ?? stringAt(node, 'name'),
        })
      } else walk(entry.value, path.concat(key), container)
    }
  }
}
