import type { ImageUse } from '../../images/place.ts'
import { placeOf } from '../../images/place.ts'
import type { KubeObject } from '../../kube/objects.ts'
import { plainAddress } from '../../net/repositories.ts'
import { at, stringAt } from '../../yaml/at.ts'
import type { Context } from '../context.ts'
import { isThisRepository } from '../context.ts'

/**
 * The keys of the `ref` of a GitRepository. The first that is set takes precedence.
 *
 * Rule: source-controller api/v1 (GitRepositoryRef)
 */
const GIT_REF = ['commit', 'name', 'semver', 'tag', 'branch'] as const
const OCI_REF = ['digest', 'semver', 'tag'] as const

/** Returns the `ref` of a source in another repository, if a release changes it. */
export function sourceArtifact(context: Context, source: KubeObject | undefined): ImageUse[] {
  // The Flux Operator takes the reference of the objects that it creates from the FluxInstance.
  if (!source || source.madeOf !== undefined) return []
  const url = stringAt(source.node, 'spec', 'url')
  if (url === undefined || (source.kind !== 'GitRepository' && source.kind !== 'OCIRepository')) return []
  if (source.kind === 'GitRepository' && isThisRepository(context, url) === true) return []
  const isGit = source.kind === 'GitRepository'
  const order: readonly string[] = isGit ? GIT_REF : OCI_REF
  const key = order.find((name) => stringAt(source.node, 'spec', 'ref', name) !== undefined)
  const semver = stringAt(source.node, 'spec', 'ref', 'semver')
  // A single version is also a range.
  const isExact = key === 'semver' && /^v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/.test(semver ?? '')
  const name = isExact ? 'semver' : 'tag'
  const tag = at(source.node, 'spec', 'ref', name)
  const digest = at(source.node, 'spec', 'ref', 'digest')
  if (tag?.kind !== 'scalar' || !(isExact || key === 'tag' || key === 'digest')) return []
  const ref = [...source.path, 'spec', 'ref']
  return [
    {
      artifact: source.kind === 'GitRepository' ? 'git' : 'oci',
      repository: url,
      alsoKnownAs: [],
      tag: tag.value,
      digest: digest?.kind === 'scalar' ? digest.value : undefined,
      place: placeOf(source.scope, source.document, tag, [...ref, name]),
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

/** Returns the revision that a GitRepository follows; undefined for other sources. */
export function gitRevision(source: KubeObject | undefined): string | undefined {
  if (source?.kind !== 'GitRepository') return undefined
  const given = GIT_REF.map((key) => stringAt(source.node, 'spec', 'ref', key))
  return given.find((revision) => revision !== undefined && revision !== '') ?? 'master'
}

/** Returns the address of a source and the reference that it follows. */
export function addressOf({ node }: KubeObject): { url: string; ref: string } {
  const ref = GIT_REF.map((key) => stringAt(node, 'spec', 'ref', key) ?? '')
  return { url: plainAddress(stringAt(node, 'spec', 'url') ?? ''), ref: ref.join(' ') }
}
