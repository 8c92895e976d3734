import { inputError } from '../errors.ts'
import type { FaultCollector } from '../errors.ts'
import type { ArtifactKind } from '../images/place.ts'
import type { YamlFile } from '../yaml/nodes.ts'
import { imageAtKey } from './key.ts'
import type { MarkedScalar } from './markers.ts'
import { repositoryAtMarker } from './markers.ts'
import type { KeyTarget, MarkerTarget, NewImage } from './request.ts'
import type { Selected } from './select.ts'
import { canBe } from './siblings.ts'

/**
 * Looks up a version in the registry that it was pushed to, before anything is written.
 *
 * @param artifact the kind of artifact of the version
 * @returns the version to write
 * @throws FairleadError if it does not exist, or if the registry cannot be queried
 */
export type Resolve = (image: NewImage, artifact: ArtifactKind) => Promise<NewImage>

/** Looks up what an app target selected, in the repository that the app uses. */
export async function resolveSelected(
  selected: readonly Selected[],
  resolve: Resolve,
  faults: FaultCollector,
): Promise<Selected[]> {
  const found = await Promise.all(
    selected.map((one) =>
      attempt(faults, async (): Promise<Selected> => {
        const { use, image } = one
        const repository = use.repository ?? image.repository
        const { digest } = await resolve({ ...image, repository }, use.artifact)
        return { ...one, image: { ...image, digest } }
      }),
    ),
  )
  return found.filter((one) => one !== undefined)
}

/** Looks up the version of a file and a key. */
export async function resolveKey(
  target: KeyTarget,
  file: YamlFile | undefined,
  resolve: Resolve,
  create: boolean,
): Promise<KeyTarget> {
  if ('raw' in target.value || !file) return target
  const { version } = target.value
  const there = imageAtKey(file, target, create)
  const repository = version.repository ?? there?.repository
  // The plan reports this as a separate error.
  if (repository !== undefined && there && !canBe(there, repository)) return target
  if (repository === undefined) throw unknown(`${target.file} (${target.key})`)
  const { digest } = await resolve({ ...version, repository }, 'image')
  return { ...target, value: { version: { ...version, digest } } }
}

/** Looks up the version of the markers of a policy. */
export async function resolveMarker(
  target: MarkerTarget,
  marked: readonly MarkedScalar[],
  resolve: Resolve,
): Promise<MarkerTarget> {
  const { image } = target
  if (marked.length === 0) return target
  const repository = image.repository ?? marked.map(repositoryAtMarker).find((name) => name !== undefined)
  if (repository === undefined) throw unknown(`the policy ${target.policy}`)
  const { digest } = await resolve({ ...image, repository }, 'image')
  return { ...target, image: { ...image, digest } }
}

function unknown(where: string) {
  return inputError(`the image of ${where} is not known, so its registry cannot be queried`, {
    hint: 'Set "image", such as ghcr.io/acme/web.',
  })
}

/** Runs a step and collects its error. */
export async function attempt<T>(faults: FaultCollector, step: () => Promise<T>): Promise<T | undefined> {
  try {
    return await step()
  } catch (error) {
    faults.keep(error)
    return undefined
  }
}
