import type { DeclaredApp } from '../inventory/model.ts'
import { directoryJob } from './argocd/directory.ts'
import { capabilitiesOf } from './cluster.ts'
import type { RenderJob } from './model.ts'
import { thisPlace } from './places.ts'
import type { AppPlan, Planner, World } from './plan.ts'

/**
 * The plan of an app that no object declares: the chart with its values files, the kustomization or the manifests
 * that the layout tells. Release and namespace are not known; the app's name stands for the release.
 */
export function planConvention(app: DeclaredApp): Planner {
  return async (_object, world) => {
    const notes = new Set<string>()
    const job = await jobOf(app, world, notes)
    const plan: AppPlan = {
      jobs: job ? [job] : [],
      finish: (results) => results.flatMap((result) => result.manifests),
      notes: [...notes],
    }
    return plan
  }
}

async function jobOf(app: DeclaredApp, world: World, notes: Set<string>): Promise<RenderJob | undefined> {
  const [source] = app.sources
  const path = source?.path ?? ''
  const { tree } = world
  const { files } = world.context
  if (!files.isFolder(path)) return undefined
  switch (source?.type) {
    case 'helm':
      if (!files.has(path === '' ? 'Chart.yaml' : `${path}/Chart.yaml`)) {
        notes.add('no chart of it is in this repo, so it is not rendered')
        return undefined
      }
      return {
        kind: 'helm',
        chart: { tree, path },
        release: app.name.toLowerCase(),
        namespace: app.namespace,
        values: app.valuesFiles.filter((file) => files.has(file)).map((file) => ({ tree, path: file })),
        set: [],
        ...capabilitiesOf(world.context.config, {
          name: app.name,
          cluster: app.cluster,
          namespace: app.namespace,
          paths: [app.declaredAt.file],
        }),
        includeCrds: true,
        skipTests: true,
        skipSchemaValidation: false,
      }
    case 'kustomize':
      return {
        kind: 'kustomize',
        source: { tree, path },
        kustomization: undefined,
        allowOutside: true,
        helm: undefined,
      }
    case 'directory':
      return directoryJob(null, thisPlace(world), path, notes)
    default:
      return undefined
  }
}
