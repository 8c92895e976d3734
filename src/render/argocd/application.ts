import { inputError } from '../../errors.ts'
import { mask } from '../../git/mask.ts'
import { memoryTree } from '../../tree/memory.ts'
import type { Json } from '../../yaml/value.ts'
import { isObject, textAt, valueAt } from '../../yaml/value.ts'
import { capabilitiesOf } from '../cluster.ts'
import { textMap } from '../../kube/manifests.ts'
import type { RenderJob } from '../model.ts'
import type { Place } from '../places.ts'
import { placeOf } from '../places.ts'
import { readByPlugin } from '../../inventory/plugin-inputs.ts'
import { toolsAmong } from '../../inventory/unseen/tool-files.ts'
import type { AppPlan, Planner, Unrendered, InfraRepo } from '../plan.ts'
import { controllerVersion, isAtLeast } from '../versions.ts'
import { directoryJob } from './directory.ts'
import type { AppFacts } from './environment.ts'
import { buildEnvironment, UNKNOWN_COMMIT } from './environment.ts'
import { finish } from './finish.ts'
import { helmJob } from './helm.ts'
import { ignoredOf } from './ignore-differences.ts'
import { kustomizeJob } from './kustomize.ts'
import { withOverrides } from './overrides.ts'
import { checkSubmodule } from '../submodules.ts'
import type { Tool } from './application-source.ts'
import { checkSameRevision, hasManySources, locate, pathIn, sourcesOf, toolOf } from './application-source.ts'
import { WEB_FILE } from './value-files.ts'

/** Creates the plan of an Argo CD `Application`: a job for each source that renders something. */
export const planApplication: Planner = async (application, repo, _siblings, declaredAt) => {
  const notes = new Set<string>()
  const unrendered: Unrendered[] = []
  const byTools: Unrendered[] = []
  const app = factsOf(application, repo)
  const sources = sourcesOf(application)
  if (sources.length === 0) throw inputError(`the Application ${app.name} has no source`)
  if (isObject(valueAt(application, 'spec', 'sourceHydrator')))
    notes.add('its manifests are hydrated: the diff shows what the hydrator will commit to the synced branch')
  const refs = refsOf(application, repo, notes)
  const jobs: RenderJob[] = []
  const web = filesOfWeb(repo)
  for (const source of sources) {
    const job = await planSource(source, {
      application,
      app,
      repo,
      refs,
      declaredAt,
      notes,
      unrendered,
      byTools,
      web,
    })
    if (job) jobs.push(job)
  }
  if (JSON.stringify(jobs.map(textsOf)).includes(UNKNOWN_COMMIT.slice(0, 8)))
    notes.add('it uses its commit ID, which is unknown before the merge and shown as zeros')
  const ignored = await ignoredOf(application, repo.context.files)
  const plan: AppPlan = {
    jobs,
    ignored,
    finish(results) {
      const manifests = finish(results, app.namespace, notes)
      // A plugin that Argo CD detects by the files of the folder is not named in the repo.
      if (manifests.length === 0) unrendered.push(...byTools)
      return manifests
    },
    get notes() {
      return [...new Set([...unrendered.map(({ message }) => message), ...notes])]
    },
    unrendered,
  }
  return plan
}

interface Parts {
  readonly application: Json
  readonly app: AppFacts
  readonly repo: InfraRepo
  readonly refs: ReadonlyMap<string, Ref> | undefined
  readonly declaredAt: string | undefined
  readonly notes: Set<string>
  readonly unrendered: Unrendered[]
  /** The same, reported only if nothing else is rendered for the app. */
  readonly byTools: Unrendered[]
  web(url: string): Promise<Place>
}

interface Ref {
  readonly source: Json
  place(): Promise<Place>
}

async function planSource(declared: Json, parts: Parts): Promise<RenderJob | undefined> {
  const { application, app, repo, refs, notes } = parts
  const [path, chart, url] = ['path', 'chart', 'repoURL'].map((key) => textAt(declared, key) ?? '')
  // A source that only others refer to renders nothing.
  if (textAt(declared, 'ref') && !path && !chart) return undefined
  const place = await locate(repo, declared, notes)
  const folder = pathIn(place, declared)
  const source = await withOverrides(declared, place, folder, app.instance)
  const revision = textAt(source, 'targetRevision') ?? ''
  const environment = buildEnvironment(app, { url: url ?? '', path: path ?? '', revision }, place.revision)
  const cluster = capabilitiesOf(repo.context.config, {
    name: app.name,
    labels: textMap(valueAt(application, 'metadata', 'labels')),
    cluster: textAt(application, 'spec', 'destination', 'name'),
    server: textAt(application, 'spec', 'destination', 'server'),
    namespace: app.namespace,
    paths: [...(parts.declaredAt === undefined ? [] : [parts.declaredAt]), folder],
  })
  const { config } = repo.context
  const tool = toolOf(source, place, folder)
  checkSubmodulesBelow(place, folder, tool, source)
  switch (tool) {
    case 'helm': {
      const roots = {
        place,
        path: folder,
        environment,
        web: parts.web,
        patterns: isAtLeast(controllerVersion('argocd', config), '3.4'),
        refs:
          refs &&
          new Map(
            [...refs].map(([name, ref]) => [
              name,
              () => {
                checkSameRevision(repo, source, ref.source)
                return ref.place()
              },
            ]),
          ),
      }
      return helmJob(source, app, { roots, cluster, notes })
    }
    case 'kustomize':
      return kustomizeJob(source, { place, path: folder, environment, cluster, config, notes })
    case 'directory':
      if (!place.files.isLink(folder)) {
        const { job, unrendered } = await directoryJob(source, place, folder)
        parts.unrendered.push(...unrendered)
        parts.byTools.push(...toolsIn(place, folder))
        return job
      }
      notes.add(`its path ${path} is a link, and Argo CD finds no manifests below a link`)
      return undefined
    case 'plugin':
      parts.unrendered.push({
        message: `the plugin ${textAt(source, 'plugin', 'name') ?? ''} renders ${folder || 'the root'}, and only Argo CD can run it: changes there are not compared`,
        hint: PLUGIN_HINT,
        folders: place.here ? await readHere(place, folder) : [],
      })
      return undefined
  }
}

/** Reports the other tools that may render a folder without any manifest. */
function toolsIn({ files, here }: Place, folder: string): Unrendered[] {
  return toolsAmong(files.below(folder)).map(({ tool, file }) => ({
    message: `${folder || 'the root'} contains no manifests, and ${file} is a file of ${tool}: if an Argo CD plugin renders it, changes there are not compared`,
    hint: PLUGIN_HINT,
    folders: here ? [folder] : [],
  }))
}

/** Returns the files and folders of this repo that a plugin reads. */
async function readHere({ files }: Place, folder: string): Promise<string[]> {
  const [inputs] = await files.run([readByPlugin(files, folder)])
  return [folder, ...(inputs?.folders ?? []), ...(inputs?.files ?? [])]
}

/** No setting of `fairlead.yaml` makes such an app renderable, so the hint is to commit the rendered output. */
const PLUGIN_HINT =
  'Fairlead does not run programs named in a repository. Review the changed files directly, or let a job run the plugin and commit its output to a folder or branch that the Application uses without a plugin. That output is compared.'

/** Checks for submodules in a chart or a recursive folder of manifests. A kustomization names the files it needs. */
function checkSubmodulesBelow(place: Place, folder: string, tool: Tool, source: Json): void {
  const isWhole =
    tool === 'helm' || (tool === 'directory' && valueAt(source, 'directory', 'recurse') === true)
  const [first] = isWhole ? place.files.submodulesBelow(folder) : []
  if (first !== undefined) checkSubmodule(place, first)
}

/** Returns the sources that others refer to by `$name`. Rule: argo-cd util/argo/argo.go (GetRefSources) */
function refsOf(
  application: Json,
  repo: InfraRepo,
  notes: Set<string>,
): ReadonlyMap<string, Ref> | undefined {
  if (!hasManySources(application)) return undefined
  const refs = new Map<string, Ref>()
  for (const source of sourcesOf(application)) {
    const name = textAt(source, 'ref')
    if (!name) continue
    if (!/^[a-zA-Z0-9_-]+$/.test(name)) throw inputError(`"${name}" is not the ref of a source`)
    if (refs.has(name)) throw inputError(`two of its sources have the ref ${name}`)
    if (textAt(source, 'chart')) throw inputError(`its source ${name} has both a ref and a chart`)
    let place: Promise<Place> | undefined
    refs.set(name, { source, place: () => (place ??= locate(repo, source, notes)) })
  }
  return refs
}

/** Returns a function that fetches files from the web, each only once. */
function filesOfWeb({ remoteSources }: InfraRepo): (url: string) => Promise<Place> {
  const known = new Map<string, Promise<Place>>()
  const bring = async (url: string) => {
    const content = await remoteSources.file(url)
    return placeOf(memoryTree(mask(url), new Map([[WEB_FILE, content]])), url)
  }
  return (url) => {
    const place = known.get(url) ?? bring(url)
    known.set(url, place)
    return place
  }
}

/** Rule: argo-cd util/argo/argo.go, pkg/apis/application/v1alpha1/types.go (InstanceName) */
function factsOf(application: Json, repo: InfraRepo): AppFacts {
  const name = textAt(application, 'metadata', 'name') ?? ''
  const namespace = textAt(application, 'metadata', 'namespace')
  const own = repo.context.config.argocd?.namespace
  return {
    name,
    instance: own !== undefined && namespace && namespace !== own ? `${namespace}_${name}` : name,
    project: textAt(application, 'spec', 'project') || 'default',
    namespace: textAt(application, 'spec', 'destination', 'namespace') ?? '',
  }
}

/** Returns the parts of a job that may contain the build environment. */
function textsOf(job: RenderJob): unknown {
  return job.kind === 'helm'
    ? job.set.map((set) => ('value' in set ? set.value : ''))
    : job.kind === 'kustomize'
      ? job.kustomization
      : ''
}
