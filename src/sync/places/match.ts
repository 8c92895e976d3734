import type { Application } from '../../controllers/argocd/api/shapes.ts'
import { sourcesOf } from '../../controllers/argocd/verdict/commit.ts'
import { isInput } from '../../inventory/inputs.ts'
import type { DeclaredApp } from '../../inventory/model.ts'

/** An Application of a server, as it was read as if the repo declared it. */
export interface Candidate {
  readonly application: Application
  /** What of the repo it is made of. */
  readonly read: DeclaredApp
}

/**
 * The Applications that deploy an app which no object in the repo declares: those of this repository that read its
 * values file; of a folder those that build it, or build what takes it.
 *
 * @param app by the layout of the repo, or by `fairlead.yaml`
 * @param candidates of this repository
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

/** What an app is looked for by, for people. */
export function lookedFor(app: DeclaredApp): string {
  const file = valuesFileOf(app)
  const { path } = app.sources[0] ?? {}
  return file === undefined ? `the path ${path ?? app.declaredAt.file}` : `the values file ${file}`
}

/** The values file that is the app's own: that which stands for it, else the one that wins. */
function valuesFileOf({ valuesFiles, declaredAt: { file } }: DeclaredApp): string | undefined {
  return valuesFiles.includes(file) ? file : valuesFiles.at(-1)
}

/** Whether Helm gets a values file: a chart reads its own one without being told to, a plugin may read what it finds. */
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

/** Whether an Application builds a kustomization that takes another one, or applies a folder with what is below it. */
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
