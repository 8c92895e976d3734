import { refusal } from '../errors.ts'
import { formatReference } from '../images/reference.ts'
import type { Registry } from '../registry/registry.ts'
import type { NewImage } from './request.ts'
import type { Resolve } from './resolve.ts'

/** Looks up images in their registry before their versions are planned. */
export interface Verification {
  readonly resolve: Resolve
  /** Warnings for the user about the results, as sentences; filled while images are looked up. */
  readonly warnings: ReadonlySet<string>
}

/**
 * Creates the verification that a user requested: each new version must be in its registry. If a tag and a digest are
 * given, the tag must have that digest.
 *
 * @param open opens the registries; called at the first look-up
 * @param pin adds the digest of the tag to a version without one
 */
export function verification(open: () => Promise<Registry>, pin: boolean): Verification {
  const warnings = new Set<string>()
  let opened: Promise<Registry> | undefined
  const resolve: Resolve = async (image, artifact) => {
    const { repository } = image
    // Git repositories, and the classic chart repositories of Helm.
    if (artifact === 'git' || /^https?:\/\//i.test(repository)) {
      warnings.add(
        `${repository} is not in a container registry, so it was not verified that the new version exists`,
      )
      return image
    }
    const digest = await find(await (opened ??= open()), image, warnings)
    return pin ? { ...image, digest: image.digest ?? digest } : image
  }
  return { resolve, warnings }
}

/**
 * Finds the digest of a version in the registry.
 *
 * @throws FairleadError (refused) if the version is not in the registry, or has another digest than the given one
 */
async function find(registry: Registry, image: NewImage, warnings: Set<string>): Promise<string> {
  const { repository, tag, digest } = image
  const byTag = tag === undefined ? undefined : await registry.find(repository, tag)
  if (byTag && (digest === undefined || byTag.digest.toLowerCase() === digest.toLowerCase()))
    return byTag.digest
  if (byTag)
    throw refusal(
      `${repository}:${tag} has the digest ${byTag.digest} in the registry, not the given digest ${digest}`,
      {
        hint: 'The tag was pushed again, or the digest belongs to another image or to a single platform. Use the digest of the image you pushed, and do not push a tag twice.',
      },
    )
  const byDigest = digest === undefined ? undefined : await registry.find(repository, digest)
  if (!byDigest)
    throw refusal(`${nameOf(image)} is not in the registry`, {
      hint: 'Nothing was written. Push the image before this step, and check the repository and the tag for typos.',
    })
  if (tag !== undefined)
    warnings.add(
      `${nameOf({ ...image, digest: undefined })} is not in the registry, only its digest ${digest} is`,
    )
  return byDigest.digest
}

function nameOf({ repository, tag, digest }: NewImage): string {
  return formatReference({
    repository: repository.replace(/^oci:\/\//i, ''),
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  })
}
