import type { Holder, KubeObject } from '../../kube/objects.ts'
import { at } from '../../yaml/at.ts'
import type { Files, Reading } from '../../yaml/files.ts'
import { isInput } from '../inputs.ts'
import type { Built } from '../kustomize/kustomization.ts'
import { build } from '../kustomize/kustomization.ts'
import { idOf } from './kinds.ts'

/** The builds of another revision, and the paths that differ between that revision and this one. */
interface Other {
  readonly files: Files
  readonly builds: Builds
  readonly changed: ReadonlySet<string>
}

/**
 * The build results of Kustomizations. Each folder is built once. It is not built at all if another revision has
 * built it and none of its inputs differ.
 */
export class Builds {
  readonly #built = new Map<string, { readonly file: string; readonly built: Built }>()
  readonly #files: Files
  readonly #other: Other | undefined

  constructor(files: Files, other?: Other) {
    this.#files = files
    // A build also depends on which files exist and where links lead.
    const isAlike = other && [files, other.files].every((one) => !one.hasLinks && hasAll(one, other.changed))
    this.#other = isAlike ? other : undefined
  }

  /** Returns the build of a Kustomization's folder. Several chains may lead to it; it is built for the first one. */
  *of(object: KubeObject, path: string): Reading<Built> {
    const key = `${idOf(object)} ${path}`
    const known = this.#built.get(key)
    if (known) return known.built
    const same = this.#same(key, object)
    // Callers expect the files of a build to be loaded.
    if (same) yield [...same.inputs.files]
    const built = same ?? (yield* build(this.#files, path, specOf(object)))
    this.#built.set(key, { file: object.file, built })
    return built
  }

  #same(key: string, { file }: KubeObject): Built | undefined {
    const other = this.#other
    if (!other) return undefined
    const found = other.builds.#built.get(key)
    if (!found || found.file !== file || other.changed.has(file)) return undefined
    const { inputs } = found.built
    return [...other.changed].some((path) => isInput(inputs, path)) ? undefined : found.built
  }
}

function hasAll(files: Files, paths: ReadonlySet<string>): boolean {
  return [...paths].every((path) => files.has(path))
}

/** Returns the spec as a holder of kustomize's fields (`images`, `patches`). */
function specOf(object: KubeObject): Holder | undefined {
  const node = at(object.node, 'spec')
  return node && { scope: object.scope, document: object.document, node, path: [...object.path, 'spec'] }
}
