import type { Config } from '../config/config.ts'
import type { RepositoryAddresses } from '../net/repositories.ts'
import { addressesOf, isOneOf } from '../net/repositories.ts'
import type { YamlNode } from '../yaml/nodes.ts'
import { itemsAt, stringAt } from '../yaml/at.ts'
import type { KubeObject } from '../kube/objects.ts'
import { specOf } from '../kube/objects.ts'

/**
 * Returns the repo's own addresses if an object or `fairlead.yaml` refers to one of them. If nothing does (a mirror,
 * a renamed repo, a clone in a folder), addresses identify nothing, and a path counts if it exists in the repo.
 */
export function usedAddresses(
  objects: readonly KubeObject[],
  { charts }: Config,
  addresses: RepositoryAddresses,
): readonly string[] | undefined {
  const isOwn = (url: string | undefined) => url !== undefined && isOneOf(addresses, url)
  const isNamed =
    objects.some((object) => addressesIn(object).some(isOwn)) || charts.some(({ repo }) => isOwn(repo))
  return isNamed ? addressesOf(addresses) : undefined
}

/** Returns the repository addresses that an object refers to. */
function addressesIn(object: KubeObject): (string | undefined)[] {
  const spec = specOf(object)
  return [
    stringAt(spec, 'source', 'repoURL'),
    stringAt(spec, 'url'),
    stringAt(spec, 'template', 'spec', 'source', 'repoURL'),
    ...itemsAt(spec, 'sources').map((source) => stringAt(source, 'repoURL')),
    ...itemsAt(spec, 'generators').flatMap(generatorURLs),
  ]
}

/** Returns the addresses that a generator reads, including those nested in a matrix or merge. */
function generatorURLs(generator: YamlNode): (string | undefined)[] {
  const nested = ['matrix', 'merge'].flatMap((kind) => itemsAt(generator, kind, 'generators'))
  return [stringAt(generator, 'git', 'repoURL'), ...nested.flatMap(generatorURLs)]
}
