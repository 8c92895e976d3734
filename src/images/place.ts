import type { ImageReference } from './reference.ts'
import type { KeyPath } from '../yaml/keys.ts'
import { formatKeyPath } from '../yaml/keys.ts'
import type { Scope } from '../yaml/lookup.ts'
import type { AliasNode, ScalarNode } from '../yaml/nodes.ts'
import { position } from '../yaml/position.ts'

/** The exact place of a value in the infra repo. Lines and columns count from 1, documents from 0. */
export interface Place {
  readonly file: string
  readonly document: number
  readonly path: KeyPath
  /** The path as people write it. */
  readonly key: string
  readonly line: number
  readonly column: number
  /** The text that stands there. */
  readonly text: string
  /** The aliases by which the value is read here, where it is not written here itself. */
  readonly aliases: readonly AliasNode[]
  /** What stands before and behind the version in this text, where only a part of it is meant. */
  readonly around?: readonly [before: string, after: string]
}

/**
 * How a place holds an image:
 * - `tag`: a tag alone, maybe with its digest (`1.2.3@sha256:…`)
 * - `reference`: `repository:tag`, maybe with a digest
 * - `kustomize-argument`: what Argo CD hands to kustomize: `name=repository:tag`
 */
export type PlaceForm = 'tag' | 'reference' | 'kustomize-argument'

/** What a release moves: a container image, a Helm chart, a Git revision, or an OCI artifact of manifests. */
export type ArtifactKind = 'image' | 'chart' | 'git' | 'oci'

/** One image of an app, and where it is set. */
export interface ImageUse {
  readonly artifact: ArtifactKind
  /** With its registry; undefined where the infra repo does not tell (a chart elsewhere has the default). */
  readonly repository: string | undefined
  /** Other spellings under which the repository is known here, such as the one without its registry. */
  readonly alsoKnownAs: readonly string[]
  readonly tag: string | undefined
  readonly digest: string | undefined
  /** Where the tag is written; undefined where it is not written anywhere (the chart's appVersion applies). */
  readonly place: Place | undefined
  /** The text with variables that it comes from, where those are not filled in. */
  readonly template?: Place
  /** Why it has no place, where that is for another reason than that nothing sets it; a sentence. */
  readonly withoutPlace?: string
  readonly form: PlaceForm
  /** Where a digest is written beside it. */
  readonly digestPlace: Place | undefined
  /** Where a digest can be added in the same file, which is read whether it is there yet or not. */
  readonly digestPath?: KeyPath
  /** What sets it: `values file`, `chart defaults`, `parameters`, `manifest` … */
  readonly setBy: string
  /** Where a tag of this app's own could be added, when another layer sets it now. */
  readonly addPath: KeyPath | undefined
  /** The container of a manifest that runs it, where that is known. */
  readonly container?: string | undefined
}

/** The place of a scalar. */
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

/** Positions are those of the outer file; its text is reached through the scope's own offsets. */
function scopePosition(scope: Scope, node: ScalarNode): { line: number; column: number } {
  return position(scope.outerText, scope.outwardOffset(node.start))
}

/** What tells two places apart. */
export function placeId(place: Pick<Place, 'file' | 'document' | 'key'>): string {
  return `${place.file}#${place.document}#${place.key}`
}

/** The use of an image that is written as one reference. */
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
