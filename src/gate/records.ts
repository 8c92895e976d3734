import type { Ledger } from '../forge/ledger.ts'
import { parseReference } from '../images/reference.ts'
import { isSameEnvironment } from '../inventory/environments/judge.ts'
import type { SyncEntry } from '../records/entry.ts'
import { imageName } from './brings.ts'
import { syncOf } from '../records/recent.ts'
import { readChain } from '../records/verify.ts'
import type { Verified, VerifiedHistory } from './model.ts'

type RecordedApp = SyncEntry['apps'][number]

/**
 * Reads the records about the apps of an environment, oldest first. If the chain of entries is broken, nothing in it
 * counts, because entries may have been removed. On a forge with accounts, a `verified` outcome counts only if the
 * forge confirms that the entry is ours, because anyone with push access could have written it. A failure counts
 * whoever recorded it.
 *
 * @param wanted the relevant artifacts, in the format of `recordedName`: the forge is only asked about entries that
 *   contain them
 */
export async function verifiedIn(
  environment: string,
  ledger: Ledger,
  wanted: ReadonlySet<string>,
): Promise<VerifiedHistory> {
  const { commit, entries, faults } = await readChain(ledger)
  if (commit === undefined) return []
  const [broken] = faults
  if (broken !== undefined) return { fault: `the records are not intact: ${broken.message}` }
  const running = new Map<string, Running>()
  const found = entries.flatMap((stored) => {
    const read = syncOf(stored)
    if (read === undefined || 'fault' in read) return []
    const [entry, { path }] = [read.data, stored]
    const own = entry.apps.filter((app) => isSameEnvironment(app.environment ?? '', environment))
    return own.flatMap((app) => {
      const said = ofApp(app, entry, running)
      return said === undefined ? [] : [{ path, said }]
    })
  })
  const asked = found.filter(
    ({ said: { outcome, artifacts } }) =>
      outcome === 'verified' && artifacts.some((artifact) => wanted.has(artifact)),
  )
  const vouched = await ledger.vouched?.(commit, [...new Set(asked.map(({ path }) => path))])
  const isForged = ({ path, said }: (typeof found)[number]) =>
    vouched !== undefined && said.outcome === 'verified' && !vouched.has(path)
  return found.filter((one) => !isForged(one)).map(({ said }) => said)
}

/** The known state of an app from its entries so far. */
interface Running {
  readonly images: ReadonlySet<string>
  readonly artifacts: readonly string[]
  readonly at: number
}

/**
 * Reads what an entry records about one app. A failure is attributed to the images that the commit introduced. If it
 * introduced none with a known digest, it is also attributed to what ran before. A failure without a time still
 * counts: it gets the time of the last verification.
 *
 * @param running what ran when each app was last verified; it is updated
 */
function ofApp(app: RecordedApp, entry: SyncEntry, running: Map<string, Running>): Verified | undefined {
  const key = JSON.stringify([app.app, app.kind, app.controlPlane, app.environment, app.cluster])
  const before = running.get(key)
  const { outcome, images, charts } = app
  const isFault = outcome === 'failed' || outcome === 'reverted'
  const told = Date.parse(app.ended ?? entry.ended ?? entry.begun ?? '')
  const at = Number.isNaN(told) ? (isFault ? before?.at : undefined) : told
  if (at === undefined) return undefined
  const all = [...namesOf(images), ...chartNames(charts)]
  if (outcome === 'verified')
    running.set(key, { images: new Set(images.map(({ image }) => image)), artifacts: all, at })
  if (!isFault) return { at, outcome, artifacts: all }
  const fresh = namesOf(images.filter(({ image }) => before?.images.has(image) !== true))
  return { at, outcome, artifacts: fresh.length > 0 ? fresh : [...all, ...(before?.artifacts ?? [])] }
}

function namesOf(images: RecordedApp['images']): string[] {
  return images.flatMap(({ image, digest }) => {
    const repository = parseReference(image)?.repository
    return repository === undefined || digest === undefined ? [] : [imageName(repository, digest)]
  })
}

function chartNames(charts: RecordedApp['charts']): string[] {
  return charts.map(
    ({ repository, name, version }) => `${repository.replace(/(?<!\/)\/+$/, '')}/${name}:${version}`,
  )
}
