import { undeclaredRef } from '../../affected/app-ref.ts'
import type { DeclaredSides } from '../../affected/declared.ts'
import type { Config } from '../../config/config.ts'
import type { Sides } from '../../git/sides.ts'
import { environmentOf } from '../../inventory/environments/judge.ts'
import type { Unresolved } from '../../inventory/model.ts'
import { mayBeDeployed } from '../../inventory/unseen/deployable.ts'
import { filesOfTools } from '../../inventory/unseen/tool-files.ts'
import type { AppChange, Review } from '../model.ts'
import { notKnown } from './unread.ts'
import { filesOfSet } from './unread-sets.ts'

/** A change with its review, and the declarations of both sides. */
interface Reviewed {
  readonly review: Pick<Review, 'apps' | 'unclaimed'>
  readonly declared: DeclaredSides
  readonly sides: Pick<Sides, 'changed' | 'differences'>
  readonly config: Config
}

/**
 * Returns what a change may touch besides the apps of its review. The review mentions it only in its warnings. A
 * warning is enough for a reader, but not for a caller that must confirm that nothing is touched. The result is empty
 * if each changed file that may be deployed belongs to a known app.
 *
 * @returns an entry for each unknown item, with its reason
 */
export async function untold({ review, declared, sides, config }: Reviewed): Promise<AppChange[]> {
  const { before, after } = declared
  const told = new Set(review.apps.flatMap(({ files }) => files))
  const free = review.unclaimed.filter((file) => !told.has(file))
  const entries = (name: string, kind: string, message: string, files: readonly string[]) =>
    notKnown(
      refOf(name, kind, files, config),
      [{ side: 'after', message, hint: undefined, at: undefined }],
      files,
    )
  const moved = sides.differences.filter(({ path, entry }) => entry?.mode === '160000' && free.includes(path))
  const paths = new Set(
    [before, after].flatMap(({ context }) => context.files.entries.map(({ path }) => path)),
  )
  return [
    ...(await hidden(free, { review, declared, sides })).map(({ name, kind, file, reason }) =>
      entries(
        name ?? file,
        kind,
        `${listed(free.filter(mayBeDeployed))} may belong to apps that it generates or generated, and it cannot be resolved: ${reason}`,
        [file],
      ),
    ),
    ...[...filesOfTools(free, [...paths])].map(([tool, files]) =>
      entries(
        files[0] ?? tool,
        'file',
        `${tool} may deploy ${listed(files)}, which Fairlead does not read`,
        files,
      ),
    ),
    ...moved.map(({ path }) =>
      entries(path, 'submodule', 'the submodule changes, and no known app reads it', [path]),
    ),
  ]
}

/** Returns the objects that generate apps, cannot be resolved, and may use files that no app is known to read. */
async function hidden(
  free: readonly string[],
  { review, declared: { before, after }, sides }: Omit<Reviewed, 'config'>,
): Promise<Unresolved[]> {
  const isShown = (one: Unresolved) =>
    review.apps.some(({ app, failures }) =>
      app.declaredAt?.file === one.file && app.name === (one.name ?? one.file)
        ? true
        : failures.some(({ at, message }) => at?.file === one.file && message.startsWith(one.reason)),
    )
  const found = new Map<string, Unresolved>()
  const keyOf = ({ file, kind, name }: Unresolved) => JSON.stringify([file, kind, name])
  const left = new Set(after.unresolved.map(keyOf))
  for (const side of [before, after])
    for (const one of side.unresolved) {
      // A template does not belong to an app, and a patch or a missing folder does not generate one.
      if (one.isTemplate || one.isPatch || one.kind === 'Convention' || isShown(one)) continue
      // It is not known what happens to the apps that it generated, whatever files they use.
      const isGone = !left.has(keyOf(one)) && sides.changed.includes(one.file)
      const { mayBeMore } = await filesOfSet(one, side, { changed: sides.changed, unclaimed: free })
      if (isGone || (mayBeMore && free.some(mayBeDeployed))) found.set(keyOf(one), one)
    }
  return [...found.values()]
}

function refOf(name: string, kind: string, files: readonly string[], config: Config) {
  const nowhere = { labels: {}, cluster: undefined, server: undefined, namespace: undefined }
  const environment = environmentOf({ ...nowhere, name, paths: files }, undefined, config)
  return undeclaredRef({ name, kind, environment, declaredAt: { file: files[0] ?? name, line: 1 } }, config)
}

/** The maximum number of files that are listed. More would add no information. */
const MOST_FILES = 3

function listed(files: readonly string[]): string {
  const more = files.length - MOST_FILES
  return `${files.slice(0, MOST_FILES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
