import type { ImageReference } from './reference.ts'
import type { KeyPath } from '../yaml/keys.ts'
import { formatKeyPath } from '../yaml/keys.ts'
import type { Scope } from '../yaml/lookup.ts'
import type { AliasNode, ScalarNode } from '../yaml/nodes.ts'
import { position } from '../yaml/position.ts'

/** The exact location of a value in the infra repo. Lines and columns count from 1, documents from 0. */
export interface Place {
  readonly file: string
  readonly document: number
  readonly path: KeyPath
  /** The path as users write it. */
  readonly key: string
  readonly line: number
  readonly column: number
  /** The existing text. */
  readonly text: string
  /** The aliases through which the value is read here, if it is not written here itself. */
  readonly aliases: readonly AliasNode[]
  /** The text before and after the version, if the version is only a part of this text. */
  readonly around?: readonly [before: string, after: string]
}

/**
 * The form of an image at its location:
 * - `tag`: only a tag, optionally with its digest (`1.2.3@sha256:…`)
 * - `reference`: `repository:tag`, optionally with a digest
 * - `kustomize-argument`: the argument that Argo CD passes to kustomize: `name=repository:tag`
 */
export type PlaceForm = 'tag' | 'reference' | 'kustomize-argument'

/**
 * The kind of artifact that a release updates: a container image, a Helm chart, a Git revision, or an OCI artifact of
 * manifests.
 */
export type ArtifactKind = 'image' | 'chart' | 'git' | 'oci'

/** An image of an app, and the location that sets it. */
export interface ImageUse {
  readonly artifact: ArtifactKind
  /** With its registry; undefined if the infra repo does not contain it (a chart elsewhere has the default). */
  readonly repository: string | undefined
  /** Other spellings of the repository that are known here, such as the one without its registry. */
  readonly alsoKnownAs: readonly string[]
  readonly tag: string | undefined
  readonly digest: string | undefined
  /** The location of the tag; undefined if it is not written anywhere (the chart's appVersion is used). */
  readonly place: Place | undefined
  /** The text with variables that it comes from, if the variables are not substituted. */
  readonly template?: Place
  /** The reason why it has no location, unless nothing sets it; a sentence. */
  readonly withoutPlace?: string
  readonly form: PlaceForm
  /** The location of a digest that is written beside it. */
  readonly digestPlace: Place | undefined
  /**
   * The path in the same file at which a digest can be added. A digest there takes effect even if none exists yet.
   */
  readonly digestPath?: KeyPath
  /** The source that sets it: `values file`, `chart defaults`, `parameters`, `manifest` … */
  readonly setBy: string
  /** The path at which a tag for only this app can be added, if another layer sets it now. */
  readonly addPath: KeyPath | undefined
  /** The container of a manifest that runs it, if it is known. */
  readonly container?: string | undefined
}

/** Returns the location of a scalar. */
export function placeOf(
  scope: Scope,
  document: number,
  node: ScalarNode,
  path: KeyPath,
  aliases: readonly AliasNode[] = [],
): Place {
  const file = scope.file.path
  return {
    file,
    document,
    path,
    key: formatKeyPath(path),
    text: node.value,
    aliases,
    ...scopePosition(scope, node),
  }
}

/** Returns the position in the outer file, whose text is reached through the offsets of the scope. */
function scopePosition(scope: Scope, node: ScalarNode): { line: number; column: number } {
  return position(scope.outerText, scope.outwardOffset(node.start))
}

/** Returns an id that is unique for each location. */
export function placeId(place: Pick<Place, 'file' | 'document' | 'key'>): string {
  return `${place.file}#${place.document}#${place.key}`
}

/** Returns the use of an image that is written as one reference. */
export function imageUse(reference: ImageReference, place: Place | undefined): ImageUse {
  return {
    artifact: 'image',
    repository: reference.repository,
    alsoKnownAs: [],
    tag: reference.tag,
    digest: reference.digest,
    place,
    form: 'reference',
    digestPlace: undefined,
    setBy: 'manifest',
    addPath: undefined,
  }
}
