import { at, stringAt } from '../yaml/at.ts'
import type { KeyPath } from '../yaml/keys.ts'
import { enterBlock, wholeFile } from '../yaml/lookup.ts'
import type { Scope } from '../yaml/lookup.ts'
import { resolve } from '../yaml/nodes.ts'
import type { YamlFile, YamlNode } from '../yaml/nodes.ts'
import { position } from '../yaml/position.ts'
import type { Json } from '../yaml/value.ts'

/** A Kubernetes object as it stands in a file, with its nodes. */
export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly namespace: string | undefined
  readonly file: string
  readonly line: number
  readonly node: YamlNode
  readonly scope: Scope
  readonly document: number
  /** The way from the document's root to the object: empty, but for items of a `List` and inline patches. */
  readonly path: KeyPath
  /** The part of that way that leads to a literal block holding the object as text; mostly empty. */
  readonly block: KeyPath
  /** What a kustomization makes of it; undefined where none changes it. */
  readonly overlay?: Overlay
  /** The folder of the outermost kustomization that takes it as it stands; undefined where none does. */
  readonly takenBy?: string
  /** The kustomization beside its file, where that does not list it: what builds the folder does not apply it. */
  readonly unlistedBy?: string
  /** How it stands in the values of a chart; undefined where it stands as a manifest. */
  readonly inValues?: InValues
  /** Where the object stands that this one is made of; undefined where it stands in a file itself. */
  readonly madeOf?: string
}

/** What tells an object from all others of a repo: where it stands, or what it is made of. */
export function standsAt(object: Pick<KubeObject, 'file' | 'document' | 'path' | 'madeOf'>): string {
  return object.madeOf ?? `${object.file}#${object.document}#${object.path.join('.')}`
}

/** How an object stands in the values of a chart that passes it on. */
export interface InValues {
  /** Whether its node is what becomes its `spec`, and not the object. */
  readonly isSpec: boolean
  /** What the chart makes of what is written; undefined where that is the object as it is. */
  readonly made?: (written: Json) => Json
}

/** The `spec` of an object as it is written. */
export function specOf({ node, inValues }: Pick<KubeObject, 'node' | 'inValues'>): YamlNode | undefined {
  return inValues?.isSpec === true ? resolve(node) : at(node, 'spec')
}

/** The way of keys to the `spec` of an object, from the root of its document. */
export function specPath({ path, inValues }: Pick<KubeObject, 'path' | 'inValues'>): KeyPath {
  return inValues?.isSpec === true ? path : [...path, 'spec']
}

/** Whether an object is not what its node says: a kustomization changes it, or a chart makes it of its values. */
export function isChanged({ overlay, inValues }: Pick<KubeObject, 'overlay' | 'inValues'>): boolean {
  return (overlay ?? inValues?.made) !== undefined
}

/** What a kustomization makes of an object. */
export interface Overlay {
  /** The folder of the outermost kustomization. */
  readonly folder: string
  /** Innermost first. */
  readonly changes: readonly Change[]
  /** The files that change it: kustomizations and patches. */
  readonly files: readonly string[]
}

/** A patch of a kustomization that reaches an object. */
export type Change =
  | {
      readonly kind: 'merge'
      readonly patch: KubeObject
      /** Whether it may give the object another name (`options.allowNameChange`). */
      readonly mayRename: boolean
    }
  /** A list of JSON patch operations (RFC 6902). */
  | { readonly kind: 'operations'; readonly list: Holder }

/** A node and its whereabouts. */
export interface Holder {
  readonly scope: Scope
  readonly document: number
  readonly node: YamlNode
  /** The way to the node from the document's root. */
  readonly path: KeyPath
}

/** The Kubernetes objects of a file, those of `List` objects too. */
export function objectsOf(file: YamlFile): KubeObject[] {
  return file.documents.flatMap((document) =>
    objectsIn(document.root, {
      scope: wholeFile(file, document),
      document: document.index,
      path: [],
      block: [],
    }),
  )
}

/** The objects in the YAML of a literal block, such as an inline patch. */
export function objectsInBlock(
  parent: Pick<KubeObject, 'scope' | 'document'>,
  block: YamlNode,
  path: KeyPath,
): KubeObject[] {
  const scope = block.kind === 'scalar' ? enterBlock(parent.scope, block) : undefined
  return scope ? objectsIn(scope.document.root, { scope, document: parent.document, path, block: path }) : []
}

function objectsIn(
  node: YamlNode,
  where: Pick<KubeObject, 'scope' | 'document' | 'path' | 'block'>,
): KubeObject[] {
  const { scope, path } = where
  const apiVersion = stringAt(node, 'apiVersion')
  const kind = stringAt(node, 'kind')
  if (apiVersion === undefined || kind === undefined) return []
  if (kind === 'List') {
    const items = at(node, 'items')
    if (items?.kind !== 'sequence') return []
    return items.items.flatMap((item, i) => objectsIn(item, { ...where, path: [...path, 'items', i] }))
  }
  return [
    {
      apiVersion,
      kind,
      name: stringAt(node, 'metadata', 'name') ?? '',
      namespace: stringAt(node, 'metadata', 'namespace'),
      file: scope.file.path,
      line: position(scope.outerText, scope.outwardOffset(node.start)).line,
      node,
      ...where,
    },
  ]
}
