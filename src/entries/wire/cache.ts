import { resolve } from 'node:path'
import { openShelf } from '../../cache/shelf.ts'
import { addressesOf } from '../../net/repositories.ts'
import type { RepositoryAddresses } from '../../net/repositories.ts'
import { isTracked } from '../../git/tracked.ts'
import type { Wiring } from '../define.ts'

/**
 * Returns the folder for data that is kept between runs, if the input `cache-path` names one that can be trusted.
 * Otherwise warns with the reason, and nothing is kept.
 *
 * @param repository the infra repo's folder, if there is one, and its address if it is known
 */
export async function cacheFor(
  path: string | undefined,
  repository: { readonly folder: string | undefined; readonly addresses: RepositoryAddresses },
  { context, warn }: Wiring,
): Promise<string | undefined> {
  if (path === undefined) return undefined
  const { workspace, environment, job } = context
  const shelf = await openShelf(resolve(workspace, path), {
    checkouts: [
      ...(repository.folder === undefined ? [] : [repository.folder]),
      ...(job.present || repository.folder === undefined ? [workspace] : []),
    ],
    mayBeInCheckout: environment['GITLAB_CI'] === 'true',
    // The folder of a job's checkout differs between runners.
    repository: JSON.stringify(
      job.present
        ? [job.serverUrl, job.repository, ...addressesOf(repository.addresses)]
        : [addressesOf(repository.addresses)[0] ?? repository.folder ?? ''],
    ),
    isTracked: (place) => isTracked(place, environment),
  })
  if ('folder' in shelf) return shelf.folder
  warn(`cache-path ${path} is not used, and nothing is cached: ${shelf.unusable}.`)
  return undefined
}
