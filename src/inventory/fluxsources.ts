import type { ImageUse } from '../images/place.ts'
import { placeOf } from '../images/place.ts'
import type { YamlNode } from '../yaml/nodes.ts'
import type { Context } from './context.ts'
import { isThisRepository } from './context.ts'
import type { KubeObject } from './objects.ts'
import { at, stringAt } from './objects.ts'

const SOURCE_GROUP = 'source.toolkit.fluxcd.io/'

/** Flux's source objects of a repo. */
export class Sources {
  readonly #byName = new Map<string, KubeObject[]>()

  constructor(objects: readonly KubeObject[]) {
    for (const object of objects.filter(({ apiVersion }) => apiVersion.startsWith(SOURCE_GROUP))) {
      const key = `${object.kind}/${object.name}`
      this.#byName.set(key, [...(this.#byName.get(key) ?? []), object])
    }
  }

  /** The object that a reference names; of several of one name, that of the namespace. */
  find(ref: YamlNode | undefined, namespace: string | undefined): KubeObject | undefined {
    const candidates = this.#byName.get(`${stringAt(ref, 'kind') ?? ''}/${stringAt(ref, 'name') ?? ''}`) ?? []
    const wanted = stringAt(ref, 'namespace') ?? namespace
    return candidates.find((object) => object.namespace === wanted) ?? candidates[0]
  }
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
