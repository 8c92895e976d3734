import type { Application } from '../../controllers/argocd/api/shapes.ts'
import { sourcesOf } from '../../controllers/argocd/verdict/commit.ts'
import { isInput } from '../../inventory/inputs.ts'
import type { DeclaredApp } from '../../inventory/model.ts'

/** An Application of a server, read as if the repo declared it. */
export interface Candidate {
  readonly application: Application
  /** The app with its sources in the repo. */
  readonly read: DeclaredApp
}

/**
 * Finds the Applications that deploy an app which no object in the repo declares. If the app has a values file, these
 * are the Applications of this repository that read it. If it is a folder, these are the Applications that build the
 * folder, or build something that includes it.
 *
 * @param app found by the layout of the repo, or by `fairlead.yaml`
 * @param candidates the Applications of this repository
 */
export function matching(app: DeclaredApp, candidates: readonly Candidate[]): Candidate[] {
  const file = valuesFileOf(app)
  if (file !== undefined) return candidates.filter(({ read }) => readsValues(read, file))
  const folder = app.sources[0]?.path
  if (folder === undefined) return []
  const exact = candidates.filter(({ read }) =>
    read.sources.some(({ path, type }) => path === folder && type !== 'ref'),
  )
  return exact.length > 0 ? exact : candidates.filter((one) => takes(one, app, folder))
}

/** Describes for users what the lookup of an app searches for. */
export function lookedFor(app: DeclaredApp): string {
  const file = valuesFileOf(app)
  const { path } = app.sources[0] ?? {}
  return file === undefined ? `the path ${path ?? app.declaredAt.file}` : `the values file ${file}`
}

/**
 * Returns the app's own values file: the file that declares the app, otherwise the values file with the highest
 * precedence.
 */
function valuesFileOf({ valuesFiles, declaredAt: { file } }: DeclaredApp): string | undefined {
  return valuesFiles.includes(file) ? file : valuesFiles.at(-1)
}

/**
 * Reports whether Helm reads a values file. A chart reads its own values.yaml without being configured to, and a
 * plugin may read any file in its folder.
 */
function readsValues({ valuesFiles, sources, inputs }: DeclaredApp, file: string): boolean {
  return (
    valuesFiles.includes(file) ||
    sources.some(({ type, path, inThisRepository }) => {
      if (!inThisRepository || path === undefined) return false
      const inside =
        path === '' ? file : file.startsWith(`${path}/`) ? file.slice(path.length + 1) : undefined
      return inside !== undefined && (inside === 'values.yaml' ? type === 'helm' : type === 'plugin')
    }) ||
    // A kustomization may inflate a chart with it.
    (sources.some(({ type }) => type === 'kustomize') && isInput(inputs, file))
  )
}

/**
 * Reports whether an Application builds a kustomization that includes the app's, or applies a folder recursively that
 * contains the app's.
 */
function takes({ application, read }: Candidate, app: DeclaredApp, folder: string): boolean {
  return read.sources.some(({ type, path, inThisRepository }, i) => {
    if (!inThisRepository || path === undefined) return false
    if (type === 'kustomize') return isInput(read.inputs, app.declaredAt.file)
    const isAbove = path === '' || folder.startsWith(`${path}/`)
    return isAbove && type === 'directory' && isRecursive(application, i)
  })
}

function isRecursive(application: Application, source: number): boolean {
  const directory: unknown = sourcesOf(application)[source]?.['directory']
  return (
    typeof directory === 'object' &&
    directory !== null &&
    'recurse' in directory &&
    directory.recurse === true
  )
}
