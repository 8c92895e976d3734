import { inputError } from '../../errors.ts'
import { parseYaml } from '../../yaml/parse.ts'
import { position } from '../../yaml/position.ts'
import type { Json } from '../../yaml/value.ts'
import { evaluate, isObject, textAt } from '../../yaml/value.ts'
import type { Manifest } from '../model.ts'

/** Where a document of a text comes from. */
export type Origin = (line: number) => { readonly file: string; readonly line?: number } | undefined

/**
 * Reads what a renderer printed, or a manifest file. Lists (`kind: List`) are their items; documents without
 * content are left out.
 *
 * Values are read as sigs.k8s.io/yaml reads them, which every controller uses.
 *
 * @param name what messages call the text
 * @param origin where a line of the text comes from
 * @throws FairleadError (input) where it is no YAML, or a document is no Kubernetes object
 */
export function readManifests(text: string, name: string, origin: Origin): Manifest[] {
  const manifests: Manifest[] = []
  for (const { root } of parseYaml(text, name).documents) {
    const value = evaluate(root)
    if (value !== null)
      flatten(value, manifests, () => {
        const { line } = position(text, 'start' in root ? root.start : 0)
        return origin(line) ?? { file: name, line }
      })
  }
  return manifests
}

function flatten(
  value: Json,
  into: Manifest[],
  where: () => { readonly file: string; readonly line?: number },
): void {
  if (!isObject(value)) {
    const what = Array.isArray(value) ? 'a list' : `the ${typeof value} ${JSON.stringify(value).slice(0, 40)}`
    throw inputError(`this document is ${what}, and no Kubernetes object`, { at: where() })
  }
  if (Object.keys(value).length === 0) return
  const kind = textAt(value, 'kind')
  const apiVersion = textAt(value, 'apiVersion')
  if (!kind || !apiVersion)
    throw inputError(`this document is no Kubernetes object: it has no ${kind ? 'apiVersion' : 'kind'}`, {
      at: where(),
    })
  const items = value['items']
  if (kind.endsWith('List') && Array.isArray(items)) {
    for (const item of items as readonly Json[]) flatten(item, into, where)
    return
  }
  const manifest = manifestOf(value)
  if (!manifest) throw inputError(`this ${kind} has no name`, { at: where() })
  into.push(manifest)
}

/** An object with its identity; of what gets its name in the cluster, the name ends in `*`. */
export function manifestOf(content: { readonly [key: string]: Json }): Manifest | undefined {
  const prefix = textAt(content, 'metadata', 'generateName')
  const name = textAt(content, 'metadata', 'name') ?? (prefix === undefined ? undefined : `${prefix}*`)
  const kind = textAt(content, 'kind')
  const apiVersion = textAt(content, 'apiVersion')
  if (name === undefined || !kind || !apiVersion) return undefined
  return { apiVersion, kind, name, namespace: textAt(content, 'metadata', 'namespace') || undefined, content }
}
