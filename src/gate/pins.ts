import { FairleadError } from '../errors.ts'
import type { AppChange } from '../review/model.ts'
import { broughtBy, digestOf, distinct } from './brings.ts'

/** More images of one change are looked up by hand. */
const MOST = 50

/**
 * What the tags of images mean now that a change names without a digest. What a registry does not say is left out: then
 * nobody can tell.
 *
 * @param find the digest of a tag; undefined where there is none
 * @returns digests by `repository:tag`
 */
export async function digestsNow(
  apps: readonly AppChange[],
  find: (repository: string, tag: string) => Promise<string | undefined>,
): Promise<ReadonlyMap<string, string>> {
  const loose = distinct(broughtBy(apps)).filter(
    (one) => one.artifact === 'image' && digestOf(one) === undefined,
  )
  const found = await Promise.all(
    loose.slice(0, MOST).map(async ({ repository, version }) => {
      try {
        return [`${repository}:${version}`, await find(repository, version)] as const
      } catch (error) {
        if (!(error instanceof FairleadError)) throw error
        return [`${repository}:${version}`, undefined] as const
      }
    }),
  )
  return new Map(found.flatMap(([name, digest]) => (digest === undefined ? [] : [[name, digest] as const])))
}
