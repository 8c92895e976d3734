import type { DeclaredApp, Source } from './model.ts'
import { isBelow } from '../tree/paths.ts'

/** The branches of this repo that contain a change as soon as it is merged. */
export interface ChangedBranch {
  /** Without `refs/heads/`. Empty if not known; then the usual default branches count. */
  readonly names: readonly string[]
  /** Whether sources without a revision, or at HEAD, follow the branch. */
  readonly isDefault: boolean
}

/** The value to use if the target branch of a change is not known: assumes a usual default branch. */
export const UNKNOWN_BRANCH: ChangedBranch = { names: ['main', 'master'], isDefault: true }

/**
 * Returns the branch, tag or commit of this repo that an app reads a file at, if it differs from the changed branch.
 * The change then does not reach the app.
 *
 * Argo CD: `targetRevision` of the source; Flux: `ref` of the GitRepository.
 *
 * @returns undefined if the change reaches the app, or if the revision is not known
 */
export function followsOtherBranch(
  app: DeclaredApp,
  file: string,
  branch: ChangedBranch,
): string | undefined {
  for (const { targetRevision = '' } of readAt(app, file)) {
    const revision = targetRevision.replace(/^refs\/heads\//, '')
    if (revision === '' || revision === 'HEAD') {
      if (!branch.isDefault && app.controller === 'argocd') return 'HEAD'
      continue
    }
    // The default branch of Flux if the source does not set one.
    if (app.controller === 'flux' && revision === 'master') continue
    if (!branch.names.includes(revision)) return revision
  }
  return undefined
}

/** Returns the revisions of this repo that an app follows by name, except the usual default branches. */
export function namedRevisions({ sources }: DeclaredApp): string[] {
  const revisions = sources.flatMap(({ inThisRepository, targetRevision = '' }) =>
    inThisRepository ? [targetRevision.replace(/^refs\/heads\//, '')] : [],
  )
  return [...new Set(revisions)].filter(
    (revision) => !['', 'HEAD', ...UNKNOWN_BRANCH.names].includes(revision),
  )
}

/**
 * Returns the sources through which an app reads a file. Returns an empty list for the file that declares the app,
 * because something else applies that file.
 */
function readAt(app: DeclaredApp, file: string): readonly Source[] {
  if (file === app.declaredAt.file) return []
  const here = app.sources.filter((source) => source.inThisRepository)
  const around = here.filter(({ path }) => path !== undefined && isBelow(file, path))
  if (around.length > 0) return around
  const isValues = app.valuesFiles.includes(file)
  const lent = isValues ? app.sources.filter(({ type }) => type === 'ref') : []
  if (lent.length > 0) return lent
  // A file that an ApplicationSet generator reads does not belong to a source.
  return isValues || app.generatedBy === undefined ? here : []
}
