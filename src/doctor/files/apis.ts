import type { Check } from '../check.ts'
import { atMost, orOkOf, warning } from '../check.ts'
import type { FilesPorts } from './ports.ts'

interface Removal {
  readonly group: string
  readonly versions: readonly string[]
  /** The first release of Flux without them. */
  readonly removedIn: string
  readonly use: string
}

/**
 * Versions of Flux objects that newer releases do not serve.
 * Source: https://fluxcd.io/blog/2025/09/flux-v2.7.0/ (upgrade procedure), fluxcd/flux2 issues 5474, 5711, 5942.
 */
const removals: readonly Removal[] = [
  { group: 'helm.toolkit.fluxcd.io', versions: ['v2beta1'], removedIn: '2.7', use: 'v2' },
  { group: 'helm.toolkit.fluxcd.io', versions: ['v2beta2'], removedIn: '2.8', use: 'v2' },
  { group: 'kustomize.toolkit.fluxcd.io', versions: ['v1beta1'], removedIn: '2.7', use: 'v1' },
  { group: 'kustomize.toolkit.fluxcd.io', versions: ['v1beta2'], removedIn: '2.8', use: 'v1' },
  { group: 'source.toolkit.fluxcd.io', versions: ['v1beta1'], removedIn: '2.7', use: 'v1' },
  { group: 'source.toolkit.fluxcd.io', versions: ['v1beta2'], removedIn: '2.8', use: 'v1' },
  {
    group: 'image.toolkit.fluxcd.io',
    versions: ['v1alpha1', 'v1alpha2', 'v1beta1'],
    removedIn: '2.7',
    use: 'v1',
  },
  { group: 'image.toolkit.fluxcd.io', versions: ['v1beta2'], removedIn: '2.9', use: 'v1' },
]

export const apisAreServed: Check<FilesPorts> = {
  id: 'files/apis',
  title: 'Versions of Flux objects',
  level: 'warning',
  description: 'A Flux object has an API version that newer releases of Flux no longer serve.',
  async run({ objects }) {
    const own = (await objects()).filter(({ apiVersion }) => /\.fluxcd\.io\//.test(apiVersion))
    const found = own.flatMap(({ apiVersion, kind, name, file, line }) => {
      const [group, version = ''] = apiVersion.split('/')
      const removal = removals.find((one) => one.group === group && one.versions.includes(version))
      if (!removal) return []
      return [
        warning(
          `${kind} ${name} uses the version ${apiVersion}, which was removed in Flux ${removal.removedIn}.`,
          `Set apiVersion: ${group}/${removal.use}; \`flux migrate -f .\` does this for a whole repo.`,
          { file, line },
        ),
      ]
    })
    return orOkOf(own.length, atMost(found), {
      right: 'No object uses a version that Flux has removed.',
      nothing: 'No Flux objects found, so no versions were checked.',
    })
  },
}
