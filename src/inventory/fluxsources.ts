import type { ImageUse } from '../images/place.ts'
import { placeOf } from '../images/place.ts'
import type { YamlNode } from '../yaml/nodes.ts'
import type { Context } from './context.ts'
import { isThisRepository } from './context.ts'
import { joinPath } from './files.ts'
import type { KubeObject } from './objects.ts'
import { at, itemsAt, stringAt } from './objects.ts'

const SOURCE_GROUP = 'source.toolkit.fluxcd.io/'

/** Flux's source objects of a repo. */
export class Sources {
  readonly #byName = new Map<string, KubeObject[]>()
  readonly #generators: readonly KubeObject[]

  constructor(objects: readonly KubeObject[]) {
    this.#generators = objects.filter(({ kind }) => kind === 'ArtifactGenerator')
    for (const object of objects.filter(({ apiVersion }) => apiVersion.startsWith(SOURCE_GROUP))) {
      const key = `${object.kind}/${object.name}`
      this.#byName.set(key, [...(this.#byName.get(key) ?? []), object])
    }
  }

  /**
   * The object that a reference names. Several clusters in one repo may each have one of that name: then that
   * of the right namespace counts, and among those the one whose file is nearest to the referring object's.
   */
  find(ref: YamlNode | undefined, from: KubeObject): KubeObject | undefined {
    const candidates = this.#byName.get(`${stringAt(ref, 'kind') ?? ''}/${stringAt(ref, 'name') ?? ''}`) ?? []
    const namespace = stringAt(ref, 'namespace') ?? from.namespace
    const inNamespace = candidates.filter((object) => object.namespace === namespace)
    return nearestTo(from, inNamespace.length > 0 ? inNamespace : candidates)
  }

  /**
   * The path in the repo behind a path in an artifact that an `ArtifactGenerator` makes of it.
   * Rule: fluxcd/source-watcher docs/spec/v1beta1/artifactgenerators.md (copy operations).
   */
  generatedFrom(ref: YamlNode | undefined, from: KubeObject, path: string): string | undefined {
    if (stringAt(ref, 'kind') !== 'ExternalArtifact') return undefined
    const name = stringAt(ref, 'name')
    const makers = this.#generators.filter((generator) =>
      itemsAt(generator.node, 'spec', 'artifacts').some((artifact) => stringAt(artifact, 'name') === name),
    )
    const generator = nearestTo(from, makers)
    const artifact = itemsAt(generator?.node, 'spec', 'artifacts').find(
      (candidate) => stringAt(candidate, 'name') === name,
    )
    for (const copy of itemsAt(artifact, 'copy')) {
      const source = /^@[^/]+\/(.*?)\/?(?:\*\*)?$/.exec(stringAt(copy, 'from') ?? '')?.[1]
      const target = /^@artifact\/(.*?)\/?$/.exec(stringAt(copy, 'to') ?? '')?.[1]
      if (source === undefined || target === undefined) continue
      if (target === '' || path === target || path.startsWith(`${target}/`))
        return joinPath(source, path.slice(target.length).replace(/^\//, '') || '.')
    }
    return undefined
  }
}

/** The object whose file shares the longest beginning of its path with that of `from`. */
function nearestTo(from: KubeObject, candidates: readonly KubeObject[]): KubeObject | undefined {
  const shared = (file: string) => {
    const [a, b] = [file.split('/'), from.file.split('/')]
    const end = a.findIndex((part, i) => part !== b[i])
    return end < 0 ? a.length : end
  }
  return candidates.toSorted((a, b) => shared(b.file) - shared(a.file))[0]
}

/** The `ref` of a source elsewhere, where a release moves that. */
export function sourceArtifact(context: Context, source: KubeObject | undefined): ImageUse[] {
  if (!source) return []
  const url = stringAt(source.node, 'spec', 'url')
  if (url === undefined || (source.kind !== 'GitRepository' && source.kind !== 'OCIRepository')) return []
  if (source.kind === 'GitRepository' && isThisRepository(context, url) === true) return []
  const key = (['digest', 'commit', 'tag', 'semver'] as const).find(
    (name) => stringAt(source.node, 'spec', 'ref', name) !== undefined,
  )
  const tag = at(source.node, 'spec', 'ref', 'tag')
  const digest = at(source.node, 'spec', 'ref', 'digest')
  if (tag?.kind !== 'scalar' || (key !== 'tag' && key !== 'digest')) return []
  const ref = [...source.path, 'spec', 'ref']
  return [
    {
      artifact: source.kind === 'GitRepository' ? 'git' : 'oci',
      repository: url,
      alsoKnownAs: [],
      tag: tag.value,
      digest: digest?.kind === 'scalar' ? digest.value : undefined,
      place: placeOf(source.scope, source.document, tag, [...ref, 'tag']),
      form: 'tag',
      digestPlace:
        digest?.kind === 'scalar'
          ? placeOf(source.scope, source.document, digest, [...ref, 'digest'])
          : undefined,
      setBy: `ref of the ${source.kind} ${source.name}`,
      addPath: undefined,
    },
  ]
}
