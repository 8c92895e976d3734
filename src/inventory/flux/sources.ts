import { nearest } from '../../errors.ts'
import { posix } from 'node:path'
import type { Config } from '../../config/config.ts'
import type { YamlNode } from '../../yaml/nodes.ts'
import type { Files } from '../../yaml/files.ts'
import { isBelow, joinPath } from '../../tree/paths.ts'
import { GENERATES, generatedObjects } from '../kustomize/generators.ts'
import type { KubeObject } from '../../kube/objects.ts'
import { objectsOf } from '../../kube/objects.ts'
import { at, itemsAt, recordAt, stringAt } from '../../yaml/at.ts'

import type { ArtifactFolder, SourceName } from './artifacts.ts'
import { keyOf, artifactFolder } from './artifacts.ts'
import { isManifest } from '../manifest-files.ts'
import { addressOf } from './source-ref.ts'

const SOURCE_GROUP = 'source.toolkit.fluxcd.io/'

const DECLARES = /kind:\s*["']?(ConfigMap|Secret)/

/** An item of `substituteFrom` or `valuesFrom`, which declares nothing. In a `List` it may be an object. */
const REFERENCES = /^[ \t]*-[ \t]+kind:[ \t]*["']?(?:ConfigMap|Secret)["']?[ \t]*(?:#.*)?$/gm
const HAS_LIST = /kind:\s*["']?\w*List\b/

function mayDeclare(text: string): boolean {
  return DECLARES.test(HAS_LIST.test(text) ? text : text.replaceAll(REFERENCES, ''))
}

/** The objects that Flux objects refer to: the sources, ConfigMaps and Secrets of a repo. */
export class Sources {
  readonly #files: Files
  readonly #byName = new Map<string, KubeObject[]>()
  readonly #generators: readonly KubeObject[]
  /** The addresses of this repository, each with the references at which it is this tree. */
  readonly #homes = new Map<string, Set<string>>()
  #artifacts: ReadonlyMap<string, ArtifactFolder> = new Map()
  /** The files that may declare a ConfigMap or Secret, with their texts. */
  #plain: readonly { readonly path: string; readonly text: string }[] | undefined

  /** The results of {@link filesOf}, by name, because many Kustomizations refer to the same object. */
  readonly #filesByName = new Map<string, readonly string[]>()

  constructor(objects: readonly KubeObject[], files: Files) {
    this.#files = files
    this.#generators = objects.filter(({ kind }) => kind === 'ArtifactGenerator')
    for (const object of objects.filter(({ apiVersion }) => apiVersion.startsWith(SOURCE_GROUP))) {
      const key = `${object.kind}/${object.name}`
      this.#byName.set(key, [...(this.#byName.get(key) ?? []), object])
    }
  }

  /**
   * Finds the object that a reference names. Several clusters in one repo may each have an object of that name. Then
   * the one in the right namespace is used, and among those the one whose file is nearest to the referring object's.
   *
   * @param above the files of the Kustomizations that lead to that object, the innermost first. A base that several
   *   clusters include is equally near to the objects of each of them.
   */
  find(ref: YamlNode | undefined, from: KubeObject, above: readonly string[] = []): KubeObject | undefined {
    const candidates = this.#byName.get(`${stringAt(ref, 'kind') ?? ''}/${stringAt(ref, 'name') ?? ''}`) ?? []
    const namespace = stringAt(ref, 'namespace') ?? from.namespace
    const inNamespace = candidates.filter((object) => object.namespace === namespace)
    return nearness(from, inNamespace.length > 0 ? inNamespace : candidates, above)[0]?.object
  }

  /**
   * Returns a sentence if no source of the repo has the name of a reference but one has a similar name. Returns
   * undefined if no name is similar: the source may be declared elsewhere, as `flux bootstrap` does.
   */
  slipOf(ref: YamlNode | undefined): string | undefined {
    const [kind, name] = [stringAt(ref, 'kind'), stringAt(ref, 'name')]
    if (kind === undefined || name === undefined || this.#byName.has(`${kind}/${name}`)) return undefined
    const others = [...this.#byName.keys()].flatMap((key) =>
      key.startsWith(`${kind}/`) ? [key.slice(kind.length + 1)] : [],
    )
    const near = nearest(name, others)
    return near === undefined
      ? undefined
      : `its sourceRef names the ${kind} ${name}, which no file here declares (is ${near} meant?)`
  }

  /** Reports whether a source is known to be this tree. */
  isHome(source: KubeObject | undefined): boolean {
    if (!source) return false
    const { url, ref } = addressOf(source)
    return this.#homes.get(url)?.has(ref) === true
  }

  /**
   * Records which sources are this tree: those of Kustomizations that build the folder above their own file, as `flux
   * bootstrap` creates them.
   */
  learnHomes(kustomizations: readonly KubeObject[]): void {
    const pathOf = ({ node }: KubeObject) =>
      joinPath('', (stringAt(node, 'spec', 'path') ?? '').replace(/^\/+/, '')) ?? ''
    const sourceOf = (object: KubeObject) => this.find(at(object.node, 'spec', 'sourceRef'), object)
    for (const object of kustomizations) {
      const path = pathOf(object)
      const source = path !== '' && object.file.startsWith(`${path}/`) ? sourceOf(object) : undefined
      if (source) this.#isHome(source)
    }
    if (this.#homes.size > 0) return
    // Otherwise it is the source with the most built folders in this tree.
    const counts = new Map<KubeObject, number>()
    for (const object of kustomizations) {
      const path = pathOf(object)
      const source = sourceOf(object)
      if (source?.kind === 'GitRepository' && path !== '' && this.#files.isFolder(path))
        counts.set(source, (counts.get(source) ?? 0) + 1)
    }
    const [most] = [...counts].toSorted(([, a], [, b]) => b - a)
    if (most) this.#isHome(most[0])
  }

  #isHome(source: KubeObject): void {
    const { url, ref } = addressOf(source)
    this.#homes.set(url, (this.#homes.get(url) ?? new Set()).add(ref))
  }

  /** Records which folders of this repo are pushed as artifacts. */
  learnArtifacts(folders: ReadonlyMap<string, ArtifactFolder>): void {
    this.#artifacts = folders
  }

  /** Returns the folder of this repo that is pushed as the artifact of a source, if it is known. */
  artifact(config: Config, named: SourceName): ArtifactFolder | undefined {
    const folder = artifactFolder(config, named)
    return folder === undefined ? this.#artifacts.get(keyOf(named)) : { folder }
  }

  /**
   * Reports whether a source is not this tree, as far as the known ones show: it is the same repository at another
   * branch, or another repository whose root is built. A root exists in any tree.
   */
  isElsewhere(source: KubeObject | undefined, path: string): boolean {
    if (!source || this.#homes.size === 0) return false
    const { url, ref } = addressOf(source)
    const refs = this.#homes.get(url)
    return refs ? !refs.has(ref) : path === ''
  }

  /**
   * Returns the files that may declare the ConfigMap or Secret that a reference names, or that it is generated from,
   * wherever it is applied from. There is more than one if several files contain that name.
   */
  filesOf(reference: YamlNode): readonly string[] {
    const name = stringAt(reference, 'name')
    if (name === undefined) return []
    this.#plain ??= this.#files.entries.flatMap(({ path }) => {
      if (!isManifest(path) || !this.#files.isLoaded(path)) return []
      const text = this.#files.text(path)
      return text !== undefined && (mayDeclare(text) || GENERATES.test(text)) ? [{ path, text }] : []
    })
    const known = this.#filesByName.get(name)
    if (known) return known
    const found = this.#plain.flatMap(({ path, text }) => {
      if (!text.includes(name)) return []
      const generated = GENERATES.test(text) ? this.#generatedFrom(path, name) : undefined
      return generated ?? (mayDeclare(text) ? [path] : [])
    })
    this.#filesByName.set(name, found)
    return found
  }

  /**
   * Returns the data of the ConfigMap that a reference names, if the repo declares it. If there are several, the one
   * whose file is nearest to the referring object's is used.
   *
   * @param above see {@link find}
   */
  dataOf(reference: YamlNode, from: KubeObject, above: readonly string[]): Readonly<Record<string, string>> {
    const near = this.configMap(reference, from, above)
    return near ? recordAt(near.node, 'data') : {}
  }

  /** Returns the ConfigMap itself; undefined if no file of the repo declares it. */
  configMap(reference: YamlNode, from: KubeObject, above: readonly string[] = []): KubeObject | undefined {
    const [kind, name] = [stringAt(reference, 'kind'), stringAt(reference, 'name')]
    if (kind !== 'ConfigMap') return undefined
    const found = this.filesOf(reference).flatMap((path) => {
      const yaml = this.#files.yaml(path)
      return (yaml ? objectsOf(yaml) : []).filter((object) => object.kind === kind && object.name === name)
    })
    return nearness(from, found, above)[0]?.object
  }

  /** Returns the files that a kustomization generates an object of that name from; undefined if it generates none. */
  #generatedFrom(path: string, name: string): string[] | undefined {
    const root = this.#files.yaml(path)?.documents[0]?.root
    const folder = posix.dirname(path)
    const objects = root ? generatedObjects(root, folder === '.' ? '' : folder) : []
    const named = objects.filter((object) => object.name === name)
    if (named.length === 0) return undefined
    return [path, ...named.flatMap(({ files, envs }) => [...files.map((file) => file.path), ...envs])]
  }

  /**
   * Returns the object whose file is nearest to that of another object; undefined if two are equally near.
   *
   * @param above see {@link find}
   */
  nearest(
    from: KubeObject,
    objects: readonly KubeObject[],
    above: readonly string[],
  ): KubeObject | undefined {
    const [first, second] = nearness(from, objects, above)
    return first && second && compareNearness(first, second) === 0 ? undefined : first?.object
  }

  /** Returns the `ArtifactGenerator` that creates the artifact that a reference names. */
  generatorOf(ref: YamlNode | undefined, from: KubeObject): KubeObject | undefined {
    if (stringAt(ref, 'kind') !== 'ExternalArtifact') return undefined
    const name = stringAt(ref, 'name')
    const makers = this.#generators.filter((generator) =>
      itemsAt(generator.node, 'spec', 'artifacts').some((artifact) => stringAt(artifact, 'name') === name),
    )
    return nearestTo(from, makers)
  }

  /**
   * Returns the path in the repo from which an `ArtifactGenerator` copies a path in an artifact.
   * Rule: fluxcd/source-watcher docs/spec/v1beta1/artifactgenerators.md (copy operations).
   */
  generatedFrom(ref: YamlNode | undefined, from: KubeObject, path: string): string | undefined {
    const name = stringAt(ref, 'name')
    const generator = this.generatorOf(ref, from)
    const artifact = itemsAt(generator?.node, 'spec', 'artifacts').find(
      (candidate) => stringAt(candidate, 'name') === name,
    )
    for (const copy of itemsAt(artifact, 'copy')) {
      const source = /^@[^/]+\/(.*?)\/?(?:\*\*)?$/.exec(stringAt(copy, 'from') ?? '')?.[1]
      const target = /^@artifact\/(.*?)\/?$/.exec(stringAt(copy, 'to') ?? '')?.[1]
      if (source === undefined || target === undefined) continue
      if (isBelow(path, target)) return joinPath(source, path.slice(target.length).replace(/^\//, '') || '.')
    }
    return undefined
  }
}

/** Returns the object whose file path shares the most leading names with that of `from`. */
function nearestTo(from: KubeObject, candidates: readonly KubeObject[]): KubeObject | undefined {
  return nearness(from, candidates)[0]?.object
}

interface Near {
  readonly object: KubeObject
  /** The number of leading names that its file path shares with each of the files it is compared with. */
  readonly shared: readonly number[]
}

/**
 * Returns objects by how many leading names their file path shares with that of `from`, the most first. Of those that
 * are equally near, the one nearer to the files above it comes first.
 */
function nearness(
  from: KubeObject,
  candidates: readonly KubeObject[],
  above: readonly string[] = [],
): readonly Near[] {
  const shared = (a: readonly string[], b: readonly string[]) => {
    const end = a.findIndex((part, i) => part !== b[i])
    return end < 0 ? a.length : end
  }
  const files = [from.file, ...above].map((file) => file.split('/'))
  return candidates
    .map((object) => {
      const own = object.file.split('/')
      return { object, shared: files.map((file) => shared(own, file)) }
    })
    .toSorted(compareNearness)
}

function compareNearness(a: Near, b: Near): number {
  const first = a.shared.findIndex((number, i) => number !== b.shared[i])
  return first < 0 ? 0 : (b.shared[first] ?? 0) - (a.shared[first] ?? 0)
}
