import { posix } from 'node:path'
import type { YamlNode } from '../../yaml/nodes.ts'
import { joinPath } from '../../tree/paths.ts'
import { at, isTrueAt, itemsAt, stringAt, stringsAt } from '../../yaml/at.ts'

/** A ConfigMap or Secret that a kustomization generates under exactly the name that it specifies. */
export interface GeneratedObject {
  readonly kind: 'ConfigMap' | 'Secret'
  readonly name: string
  /** Undefined if an outer kustomization, or nothing, sets it. */
  readonly namespace: string | undefined
  /** `key=value` */
  readonly literals: readonly string[]
  /** Files of the tree that become values, with their keys. */
  readonly files: readonly { readonly key: string; readonly path: string }[]
  /** Files of the tree with a `key=value` on each line. */
  readonly envs: readonly string[]
}

/** Matches the text of a kustomization that may generate something. */
export const GENERATES = /(configMap|secret)Generator/

/**
 * Returns the objects that a kustomization generates without a hash in the name. Only such a name can be referenced
 * from elsewhere.
 *
 * Rule: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/configmapgenerator/, generatoroptions
 */
export function generatedObjects(kustomization: YamlNode, folder: string): GeneratedObject[] {
  const isPlain = isTrueAt(kustomization, 'generatorOptions', 'disableNameSuffixHash')
  return (['ConfigMap', 'Secret'] as const).flatMap((kind) => {
    const field = kind === 'ConfigMap' ? 'configMapGenerator' : 'secretGenerator'
    return itemsAt(kustomization, field).flatMap((entry): GeneratedObject[] => {
      const name = stringAt(entry, 'name')
      const own = at(entry, 'options', 'disableNameSuffixHash')
      const isNamed = own ? isTrueAt(entry, 'options', 'disableNameSuffixHash') : isPlain
      if (name === undefined || !isNamed) return []
      const files = stringsAt(entry, 'files').flatMap((text) => {
        const [first = '', ...rest] = text.split('=')
        const path = joinPath(folder, rest.length > 0 ? rest.join('=') : first)
        return path === undefined ? [] : [{ key: rest.length > 0 ? first : posix.basename(first), path }]
      })
      const envs = [...stringsAt(entry, 'envs'), ...[stringAt(entry, 'env') ?? []].flat()]
      return [
        {
          kind,
          name,
          namespace: stringAt(entry, 'namespace') ?? stringAt(kustomization, 'namespace'),
          literals: stringsAt(entry, 'literals'),
          files,
          envs: envs.flatMap((path) => joinPath(folder, path) ?? []),
        },
      ]
    })
  })
}
