import type { ImageUse } from '../../images/place.ts'
import { placeOf } from '../../images/place.ts'
import { parseReference } from '../../images/reference.ts'
import { resolve } from '../../yaml/nodes.ts'
import type { Files, Reading } from '../../yaml/files.ts'
import type { Pattern } from '../../patterns/pattern.ts'
import { gobwas } from '../../patterns/gobwas.ts'
import { containersOf } from '../manifests.ts'
import type { Holder, KubeObject } from '../../kube/objects.ts'
import { objectsOf } from '../../kube/objects.ts'
import { at, itemsAt, stringAt } from '../../yaml/at.ts'

/** Returns the images of `kustomize.images` of an Application: `[name=]repository[:tag][@digest]`. */
export function kustomizeArguments(layers: readonly Holder[]): (ImageUse & { replaces: string })[] {
  const holder = layers.find((layer) => at(layer.node, 'kustomize', 'images') !== undefined)
  if (!holder) return []
  return itemsAt(holder.node, 'kustomize', 'images').flatMap((item, i) => {
    const scalar = resolve(item)
    if (scalar?.kind !== 'scalar') return []
    const equals = scalar.value.indexOf('=')
    const reference = parseReference(scalar.value.slice(equals + 1))
    if (!reference) return []
    const replaces = equals < 0 ? reference.repository : scalar.value.slice(0, equals)
    return [
      {
        artifact: 'image' as const,
        repository: reference.repository,
        alsoKnownAs: replaces === reference.repository ? [] : [replaces],
        tag: reference.tag,
        digest: reference.digest,
        place: placeOf(holder.scope, holder.document, scalar, [...holder.path, 'kustomize', 'images', i]),
        form: 'kustomize-argument' as const,
        digestPlace: undefined,
        setBy: 'kustomize images of the Application',
        addPath: undefined,
        replaces,
      },
    ]
  })
}

export function overridden(
  inner: readonly ImageUse[],
  outer: readonly (ImageUse & { replaces: string })[],
): ImageUse[] {
  const kept = inner.filter(
    (use) =>
      !outer.some(
        (argument) => use.repository === argument.replaces || use.alsoKnownAs.includes(argument.replaces),
      ),
  )
  return [...kept, ...outer]
}

/** Reads plain manifests: argo-cd reposerver/repository/repository.go (findManifests). */
export function* readDirectory(
  files: Files,
  layers: readonly Holder[],
  path: string,
  notes: Set<string>,
): Reading<{ images: ImageUse[]; objects: KubeObject[] }> {
  const option = (key: string) =>
    layers.map((layer) => stringAt(layer.node, 'directory', key)).find((value) => value !== undefined)
  const all =
    option('recurse') === 'true' ? files.below(path) : files.children(path).filter((file) => files.has(file))
  const pattern = (key: string) => {
    const text = option(key)
    return text === undefined ? undefined : gobwas(text)
  }
  const [include, exclude] = [pattern('include'), pattern('exclude')]
  const fits = (file: string, pattern: Pattern) =>
    pattern.test(path === '' ? file : file.slice(path.length + 1))
  const taken = all.filter(
    (file) =>
      /\.(?:ya?ml|json|jsonnet)$/.test(file) &&
      !(exclude && fits(file, exclude)) &&
      (include === undefined || fits(file, include)),
  )
  const manifests = taken.filter((file) => !file.endsWith('.jsonnet'))
  const others = taken.length - manifests.length
  if (others > 0)
    notes.add(
      `${others === 1 ? 'a file of it is' : `${others} files of it are`} Jsonnet, such as ${taken.find((file) => file.endsWith('.jsonnet'))}; their output is not read`,
    )
  yield manifests
  const objects = manifests.flatMap((file) => {
    const yaml = files.yaml(file)
    const fault = files.fault(file)
    if (!yaml && fault) notes.add(`${file} cannot be read: ${fault.message}`)
    return yaml ? objectsOf(yaml) : []
  })
  return { images: objects.flatMap((object) => containersOf(object, notes)), objects }
}
