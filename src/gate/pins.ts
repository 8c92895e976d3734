import { FairleadError } from '../errors.ts'
import { Lanes } from '../lanes.ts'
import type { AppChange } from '../review/model.ts'
import { broughtBy, digestOf, distinct } from './brings.ts'

/** The number of images that are looked up at the same time, so that a registry does not refuse them as too many. */
const LANES = 10

/**
 * Looks up the digests that image tags without a digest in a change have now. If a registry returns none, the tag is
 * left out and its digest counts as unknown.
 *
 * @param find returns the digest of a tag; undefined if there is none
 * @returns digests by `repository:tag`
 */
export async function digestsNow(
  apps: readonly AppChange[],
  find: (repository: string, tag: string) => Promise<string | undefined>,
): Promise<ReadonlyMap<string, string>> {
  const loose = distinct(broughtBy(apps)).filter(
    (one) => one.artifact === 'image' && digestOf(one) === undefined,
  )
  const lanes = new Lanes(LANES)
  const found = await Promise.all(
    loose.map(async ({ repository, version }) => {
      try {
        return [`${repository}:${version}`, await lanes.run(() => find(repository, version))] as const
      } catch (error) {
        if (!(error instanceof FairleadError)) throw error
        return [`${repository}:${version}`, undefined] as const
      }
    }),
  )
  return new Map(found.flatMap(([name, digest]) => (digest === undefined ? [] : [[name, digest] as const])))
}
