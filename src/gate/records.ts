import type { Ledger } from '../forge/ledger.ts'
import { parseReference } from '../images/reference.ts'
import { isSameEnvironment } from '../inventory/environments/judge.ts'
import { chainFaults } from '../records/chain.ts'
import { syncEntry } from '../records/entry.ts'
import type { SyncEntry } from '../records/entry.ts'
import { allEntries } from '../records/read.ts'
import { ifHeld } from '../shapes/answer.ts'
import { imageName } from './brings.ts'
import type { Verified, VerifiedHistory } from './model.ts'

type RecordedApp = SyncEntry['apps'][number]

/**
 * What was recorded of the apps of an environment, the oldest first. Where the chain of entries is broken, nothing in it
 * counts: nobody can tell what was taken out. That something was verified counts only where the forge vouches for the
 * entry as ours, if it has accounts: whoever may push could have written it. A fault counts whoever tells of it.
 *
 * @param wanted the artifacts that matter, as `recordedName` has them: of the entries about others nobody asks the forge
 */
export async function verifiedIn(
  environment: string,
  ledger: Ledger,
  wanted: ReadonlySet<string>,
): Promise<VerifiedHistory> {
  const tip = await ledger.tip()
  if (tip === undefined) return []
  const entries = await allEntries(ledger, tip)
  const [broken] = chainFaults(entries, { isWhole: true })
  if (broken !== undefined) return { fault: `the records are not intact: ${broken.message}` }
  const running = new Map<string, ReadonlySet<string>>()
  const found = entries.flatMap(({ content, path }) => {
    const entry = ifHeld(syncEntry, content)
    if (entry === undefined) return []
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
  const vouched = await ledger.vouched?.(tip, [...new Set(asked.map(({ path }) => path))])
  const isForged = ({ path, said }: (typeof found)[number]) =>
    vouched !== undefined && said.outcome === 'verified' && !vouched.has(path)
  return found.filter((one) => !isForged(one)).map(({ said }) => said)
}

/**
 * What an entry says of one app. A fault is one of what came with the commit: of images that ran before, where it
 * brought none.
 *
 * @param running the images of each app when it was last verified; it is brought up to date
 */
function ofApp(
  app: RecordedApp,
  { ended }: SyncEntry,
  running: Map<string, ReadonlySet<string>>,
): Verified | undefined {
  const at = Date.parse(app.ended ?? ended ?? '')
  if (Number.isNaN(at)) return undefined
  const key = JSON.stringify([app.app, app.kind, app.controlPlane, app.environment, app.cluster])
  const before = running.get(key) ?? new Set()
  const { outcome, images } = app
  if (outcome === 'verified') running.set(key, new Set(images.map(({ image }) => image)))
  const fresh = images.filter(({ image }) => !before.has(image))
  const isFault = outcome === 'failed' || outcome === 'reverted'
  const meant = isFault && fresh.length > 0 ? fresh : images
  const charts = isFault && fresh.length > 0 ? [] : app.charts
  return {
    at,
    outcome,
    artifacts: [
      ...meant.flatMap(({ image, digest }) => {
        const repository = parseReference(image)?.repository
        return repository === undefined || digest === undefined ? [] : [imageName(repository, digest)]
      }),
      ...charts.map(
        ({ repository, name, version }) => `${repository.replace(/(?<!\/)\/+$/, '')}/${name}:${version}`,
      ),
    ],
  }
}
