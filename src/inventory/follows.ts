import type { DeclaredApp, Source } from './model.ts'

/** The branches of this repo that a change reaches as soon as it is merged. */
export interface ChangedBranch {
  /** Without `refs/heads/`. Empty where it is not known; then the usual names count. */
  readonly names: readonly string[]
  /** Whether sources without a revision, or at HEAD, follow it. */
  readonly isDefault: boolean
}

/** What a change of a folder goes into is not known: the usual names of default branches are quiet. */
export const UNKNOWN_BRANCH: ChangedBranch = { names: ['main', 'master'], isDefault: true }

/**
 * The branch, tag or commit of this repo that an app reads a file at, where that is another one than what is changed: then
 * the change does not reach the app.
 *
 * Argo CD: `targetRevision` of the source; Flux: `ref` of the GitRepository.
 *
 * @returns undefined where the change reaches it, and where nothing tells
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
    // What Flux follows where its source says nothing.
    if (app.controller === 'flux' && revision === 'master') continue
    if (!branch.names.includes(revision)) return revision
  }
  return undefined
}

/** The revisions of this repo that an app follows by name, other than the usual default branches. */
export function namedRevisions({ sources }: DeclaredApp): string[] {
  const revisions = sources.flatMap(({ inThisRepository, targetRevision = '' }) =>
    inThisRepository ? [targetRevision.replace(/^refs\/heads\//, '')] : [],
  )
  return [...new Set(revisions)].filter(
    (revision) => !['', 'HEAD', ...UNKNOWN_BRANCH.names].includes(revision),
  )
}

/** The sources by which an app reads a file; none for the file that declares it, which something else applies. */
function readAt(app: DeclaredApp, file: string): readonly Source[] {
  if (file === app.declaredAt.file) return []
  const here = app.sources.filter((source) => source.inThisRepository)
  const around = here.filter(
    ({ path }) => path !== undefined && (path === '' || file === path || file.startsWith(`${path}/`)),
  )
  if (around.length > 0) return around
  const isValues = app.valuesFiles.includes(file)
  const lent = isValues ? app.sources.filter(({ type }) => type === 'ref') : []
  if (lent.length > 0) return lent
  // What a generator of an ApplicationSet reads is no file of a source.
  return isValues || app.generatedBy === undefined ? here : []
}
