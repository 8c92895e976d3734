import type { BumpRequest } from './request.ts'
import type { Fault } from '../errors.ts'
import { FairleadError } from '../errors.ts'
import type { Unresolved } from '../inventory/model.ts'
import { bumpByKey } from './by-key.ts'
import { passedOver } from '../inventory/unseen/passed-over.ts'
import type { OpenInventory } from '../inventory/open.ts'

/** The most objects that are named in a hint. */
const MOST_NAMED = 3

/**
 * Runs a search for apps. If an app is not found, the error also lists what is in the repo but not read by Fairlead,
 * because the app may be there.
 *
 * @param open opens the inventory that was searched
 * @throws FairleadError as `work` does
 */
export async function namingWhatIsNotRead<T>(
  work: () => Promise<T>,
  request: BumpRequest,
  open: () => Promise<OpenInventory>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof FairleadError) || !error.faults.some(({ isNotFound }) => isNotFound)) throw error
    const opened = await open()
    const seen = await passedOver(opened)
    const hasNoApps = opened.inventory.apps.length === 0
    if (seen.length === 0 && !hasNoApps) throw error
    const { files } = opened.context
    const wanted = request.targets.flatMap((target) => (target.kind === 'app' ? target.images : []))
    const images = wanted.map(({ repository }) => repository)
    const isAbout = ({ file }: Unresolved) =>
      files.isLoaded(file) && images.some((image) => files.text(file)?.includes(image) === true)
    const first = seen.toSorted((a, b) => Number(isAbout(b)) - Number(isAbout(a)))
    const named = first.slice(0, MOST_NAMED).map(({ kind, file, reason, count = 1 }) => {
      const more = count > 1 ? ` and ${count - 1} more` : ''
      return `${kind} ${file}${more}: ${reason}`
    })
    const left = first.length - named.length
    const byKey = hasNoApps
      ? ` You can still bump by file and key: ${bumpByKey(opened.context, { images, tag: wanted[0]?.tag })}`
      : ''
    const unread =
      named.length === 0
        ? ''
        : ` Not read by Fairlead: ${named.join('; ')}${left > 0 ? `; and ${left} more, which "fairlead inventory --unresolved" lists` : ''}.`
    const words = unread + byKey
    const [fault, ...others] = error.faults.map((one): Fault =>
      one.isNotFound ? { ...one, hint: `${one.hint ?? ''}${words}`.trim() } : one,
    )
    throw fault ? new FairleadError(error.kind, [fault, ...others], { cause: error }) : error
  }
}
