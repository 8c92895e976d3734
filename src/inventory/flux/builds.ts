import type { Holder, KubeObject } from '../../kube/objects.ts'
import { at } from '../../yaml/at.ts'
import type { Files, Reading } from '../../yaml/files.ts'
import { isInput } from '../inputs.ts'
import type { Built } from '../kustomize/kustomization.ts'
import { build } from '../kustomize/kustomization.ts'
import { idOf } from './kinds.ts'

/** What was built of another revision, and how this one differs from it. */
interface Other {
  readonly files: Files
  readonly builds: Builds
  readonly changed: ReadonlySet<string>
}

/**
 * What Kustomizations make of folders, each built once; and not at all where another revision has built it and nothing
 * that it is made of differs.
 */
export class Builds {
  readonly #built = new Map<string, { readonly file: string; readonly built: Built }>()
  readonly #files: Files
  readonly #other: Other | undefined

  constructor(files: Files, other?: Other) {
    this.#files = files
    // What a folder is built of also depends on which files there are, and where links lead.
    const isAlike = other && [files, other.files].every((one) => !one.hasLinks && hasAll(one, other.changed))
    this.#other = isAlike ? other : undefined
  }

  /** What a Kustomization makes of a folder; several ways may lead to it, and it is built for the first. */
  *of(object: KubeObject, path: string): Reading<Built> {
    const key = `${idOf(object)} ${path}`
    const known = this.#built.get(key)
    if (known) return known.built
    const same = this.#same(key, object)
    // Who goes on with it takes its files for loaded.
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

/** The spec as a holder of kustomize's fields (`images`, `patches`). */
function specOf(object: KubeObject): Holder | undefined {
  const node = at(object.node, 'spec')
  return node && { scope: object.scope, document: object.document, node, path: [...object.path, 'spec'] }
}
