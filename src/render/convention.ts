import { CONFIG_FILE } from '../config/config.ts'
import { inputError } from '../errors.ts'
import { isThisRepository } from '../inventory/context.ts'
import { joinPath } from '../tree/paths.ts'
import type { DeclaredApp, Source } from '../inventory/model.ts'
import { directoryJob } from './argocd/directory.ts'
import { locate, pathIn } from './argocd/application-source.ts'
import { capabilitiesOf } from './cluster.ts'
import type { RenderJob, TreePath } from './model.ts'
import { placeOf, thisPlace } from './places.ts'
import type { Planner, Unrendered, InfraRepo } from './plan.ts'

/**
 * Returns the planner of an app that no object declares: the chart with its values files, the kustomization or the
 * manifests that the layout or `fairlead.yaml` specifies. The release name and namespace are not known; the app's
 * name is used as the release name. If the chart is not found, the app is reported as not rendered.
 *
 * @throws FairleadError (input) if the chart that `fairlead.yaml` names does not exist; (remote) if fetching fails
 */
export function planConvention(app: DeclaredApp): Planner {
  return async (_object, repo) => {
    const notes = new Set<string>()
    const [source] = app.sources
    const made: Made = source ? await jobOf(app, source, repo, notes) : missing(app)
    return {
      jobs: 'job' in made ? [made.job] : [],
      finish: (results) => results.flatMap((result) => result.manifests),
      notes: [...notes],
      unrendered: made.unrendered ?? [],
    }
  }
}

type Made =
  | { readonly job: RenderJob; readonly unrendered?: readonly Unrendered[] }
  | { readonly unrendered: readonly Unrendered[] }

async function jobOf(app: DeclaredApp, source: Source, repo: InfraRepo, notes: Set<string>): Promise<Made> {
  const { tree } = repo
  const { files } = repo.context
  const path = source.path ?? ''
  switch (source.type) {
    case 'helm': {
      const chart = await chartOf(source, repo, notes)
      if (!chart) return missing(app)
      if (source.repoURL === undefined && !app.declaredAt.file.startsWith(`${path}/`) && path !== '')
        notes.add(`its chart is assumed to be ${path}; to use another one, set it in ${CONFIG_FILE} (charts)`)
      return {
        job: {
          kind: 'helm',
          chart,
          release: app.name.toLowerCase(),
          namespace: app.namespace,
          values: app.valuesFiles.filter((file) => files.has(file)).map((file) => ({ tree, path: file })),
          set: [],
          ...capabilitiesOf(repo.context.config, {
            name: app.name,
            cluster: app.cluster,
            namespace: app.namespace,
            paths: [app.declaredAt.file],
          }),
          includeCrds: true,
          skipTests: true,
          skipSchemaValidation: false,
        },
      }
    }
    case 'kustomize':
      return {
        job: {
          kind: 'kustomize',
          source: { tree, path },
          kustomization: undefined,
          allowOutside: true,
          helm: undefined,
        },
      }
    case 'directory':
      return directoryJob(null, thisPlace(repo), path)
    default:
      return missing(app)
  }
}

/** Finds the chart of an app; undefined if none is known. */
async function chartOf(source: Source, repo: InfraRepo, notes: Set<string>): Promise<TreePath | undefined> {
  const { repoURL, path, chart, targetRevision } = source
  const { files } = repo.context
  if (repoURL === undefined) {
    const folder = joinPath('', path ?? '.')
    const isThere = folder !== undefined && files.has(joinPath(folder, 'Chart.yaml') ?? '')
    return isThere ? { tree: repo.tree, path: folder } : undefined
  }
  const declared = {
    repoURL,
    ...(path === undefined ? {} : { path }),
    ...(chart === undefined ? {} : { chart }),
    ...(targetRevision === undefined ? {} : { targetRevision }),
  }
  const isElsewhere = chart === undefined && isThisRepository(repo.context, repoURL) !== true
  const place = isElsewhere
    ? await foreignPlace(repo, repoURL, targetRevision ?? 'HEAD', notes)
    : await locate(repo, declared, notes)
  const folder = pathIn(place, declared)
  if (!place.files.has(joinPath(folder, 'Chart.yaml') ?? ''))
    throw inputError(
      `${CONFIG_FILE} names ${path ?? chart ?? ''} of ${repoURL} as its chart, but there is no Chart.yaml`,
      { hint: 'Set path to the folder of the chart, relative to the root of the repository.' },
    )
  return { tree: place.tree, path: folder }
}

async function foreignPlace(repo: InfraRepo, url: string, revision: string, notes: Set<string>) {
  const found = await repo.remoteSources.git(url, revision)
  notes.add(`it is rendered from ${url} at ${revision}`)
  return placeOf(found.tree, found.commit)
}

/** Reports an app without a chart. The setting in the hint is one line, so that it can be pasted. */
function missing({ name }: DeclaredApp): Made {
  const app = /^[A-Za-z][\w-]*$/.test(name) ? name : JSON.stringify(name)
  return {
    unrendered: [
      {
        message: 'its chart is not in this repo, so it is not rendered',
        hint: `Name its chart in ${CONFIG_FILE} of the base branch. One in a Git repository: charts: [{app: ${app}, repo: "https://github.com/OWNER/REPO", path: chart, revision: main}]; one in a Helm repository or an OCI registry: charts: [{app: ${app}, repo: "oci://ghcr.io/OWNER/charts", chart: ${app}, revision: 1.2.3}]`,
      },
    ],
  }
}
