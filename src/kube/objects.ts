import { at, stringAt } from '../yaml/at.ts'
import type { KeyPath } from '../yaml/keys.ts'
import { enterBlock, wholeFile } from '../yaml/lookup.ts'
import type { Scope } from '../yaml/lookup.ts'
import { resolve } from '../yaml/nodes.ts'
import type { YamlFile, YamlNode } from '../yaml/nodes.ts'
import { position } from '../yaml/position.ts'
import type { Json } from '../yaml/value.ts'

/** A Kubernetes object in a file, with its nodes. */
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
  /** The path from the document's root to the object. Empty, except for items of a `List` and inline patches. */
  readonly path: KeyPath
  /** The start of that path that leads to a literal block containing the object as text; usually empty. */
  readonly block: KeyPath
  /** The changes that kustomizations make to it; undefined if there are none. */
  readonly overlay?: Overlay
  /** The folder of the outermost kustomization that includes it unchanged; undefined if there is none. */
  readonly takenBy?: string
  /** The kustomization in the folder of its file that does not list it. A build of that folder does not apply it. */
  readonly unlistedBy?: string
  /** Its form in the values of a chart; undefined if it is a manifest. */
  readonly inValues?: InValues
  /** The source object that this one is generated from; undefined if it is in a file itself. */
  readonly madeOf?: string
}

/** Returns a key that identifies an object in a repo: its location, or the source that it is generated from. */
export function standsAt(object: Pick<KubeObject, 'file' | 'document' | 'path' | 'madeOf'>): string {
  return object.madeOf ?? `${object.file}#${object.document}#${object.path.join('.')}`
}

/** The form of an object in the values of a chart that passes it on. */
export interface InValues {
  /** Whether the node is the `spec` of the object instead of the object. */
  readonly isSpec: boolean
  /** Returns the object that the chart creates from the written value; undefined if the chart does not change it. */
  readonly made?: (written: Json) => Json
}

/** Returns the `spec` of an object as it is written. */
export function specOf({ node, inValues }: Pick<KubeObject, 'node' | 'inValues'>): YamlNode | undefined {
  return inValues?.isSpec === true ? resolve(node) : at(node, 'spec')
}

/** Returns the path to the `spec` of an object, from the root of its document. */
export function specPath({ path, inValues }: Pick<KubeObject, 'path' | 'inValues'>): KeyPath {
  return inValues?.isSpec === true ? path : [...path, 'spec']
}

/**
 * Reports whether the deployed object differs from its node: a kustomization changes it, or a chart creates it from
 * its values.
 */
export function isChanged({ overlay, inValues }: Pick<KubeObject, 'overlay' | 'inValues'>): boolean {
  return (overlay ?? inValues?.made) !== undefined
}

/** The changes that kustomizations make to an object. */
export interface Overlay {
  /** The folder of the outermost kustomization. */
  readonly folder: string
  /** Innermost first. */
  readonly changes: readonly Change[]
  /** The files that change it: kustomizations and patches. */
  readonly files: readonly string[]
}

/** A patch of a kustomization that applies to an object. */
export type Change =
  | {
      readonly kind: 'merge'
      readonly patch: KubeObject
      /** Whether it may rename the object (`options.allowNameChange`). */
      readonly mayRename: boolean
    }
  /** A list of JSON patch operations (RFC 6902). */
  | { readonly kind: 'operations'; readonly list: Holder }

/** A node and its location. */
export interface Holder {
  readonly scope: Scope
  readonly document: number
  readonly node: YamlNode
  /** The path to the node from the document's root. */
  readonly path: KeyPath
}

/** Returns the Kubernetes objects of a file, including the items of `List` objects. */
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

/** Returns the objects in the YAML of a literal block, such as an inline patch. */
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
