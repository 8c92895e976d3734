import { isDeepStrictEqual } from 'node:util'
import type { Probe } from '../inventory/applicationset/probe.ts'
import { inlineLayer } from '../inventory/helm/layers.ts'
import { KUSTOMIZATION_FILES } from '../inventory/kustomize/kustomization.ts'
import { overlayTree } from '../tree/overlay.ts'
import { joinPath } from '../tree/paths.ts'
import type { Files } from '../yaml/files.ts'
import type { App } from '../inventory/model.ts'
import type { KubeObject } from '../kube/objects.ts'
import { objectsOf } from '../kube/objects.ts'
import { at, itemsAt, stringAt, stringsAt } from '../yaml/at.ts'
import type { SideResult } from '../render/render-side.ts'
import { renderSide } from '../render/render-side.ts'
import type { HelmJob, KustomizeJob, RenderJob, TreePath } from '../render/model.ts'
import type { AppPlan } from '../render/plan.ts'
import { plannerFor } from '../render/planners.ts'
import type { KeyPath } from '../yaml/keys.ts'
import { wholeFile } from '../yaml/lookup.ts'
import type { Json } from '../yaml/value.ts'
import { evaluate, isObject, textAt, valueAt } from '../yaml/value.ts'
import { controllerObjects } from './outputs.ts'
import type { Renders } from './renders.ts'

/** The data that is needed to render again with marks in the values. */
export interface Marking {
  readonly renders: Renders
  readonly probe: Probe
}

/**
 * Returns the controller objects that an app renders to, with the wanted values marked in the values files, in the
 * chart's own values, in its object and in its parents; the order is the same as without marks.
 *
 * @param rendered the results without marks, including those of its parents
 */
export async function renderMarked(
  parent: App,
  rendered: ReadonlyMap<App, SideResult>,
  marking: Marking,
): Promise<readonly Json[]> {
  const { repo, renderer } = marking.renders
  // A value that a patch sets is not in the file of the object.
  if (parent.kind === 'HelmRelease' && !(await isAsDeclared(parent, marking))) return []
  const object = await markedObject(parent, rendered, marking)
  const planner = plannerFor(object)
  if (!planner) return []
  const result = await renderSide(
    async (whole) => withMarks(await planner(object, whole, [], parent.declaredAt.file), parent, marking),
    repo,
    renderer,
  )
  return controllerObjects(result).map(({ content }) => content)
}

/** Reports whether the applied object of an app is the one in its file: no kustomization has changed it. */
async function isAsDeclared(parent: App, { renders }: Marking): Promise<boolean> {
  const found = await renders.objectOf(parent)
  if ('error' in found) return false
  return isDeepStrictEqual(
    valueAt(found.object, 'spec'),
    valueAt((await parent.declaration()) ?? null, 'spec'),
  )
}

/** Returns the object of an app with marks: as its parent renders it, otherwise as it is in its file. */
async function markedObject(
  parent: App,
  rendered: ReadonlyMap<App, SideResult>,
  marking: Marking,
): Promise<Json> {
  const declared = (await parent.declaration()) ?? null
  const lineage = parent.lineage?.madeBy?.lineage
  const above = lineage && [...rendered].find(([one]) => one.lineage === lineage)
  if (above && parent.generatedBy === undefined) {
    const before = controllerObjects(above[1])
    const again = await renderMarked(above[0], rendered, marking)
    const isOwn = (content: Json) =>
      textAt(content, 'kind') === parent.kind && textAt(content, 'metadata', 'name') === parent.name
    const index = before.findIndex(({ content }) => isOwn(content))
    return (again.length === before.length ? again[index] : undefined) ?? declared
  }
  const object =
    (parent.generatedBy ?? parent.overlaidBy)
      ? undefined
      : objectIn(marking.renders.repo.context.files, parent)
  return object ? markedContent(object, marking.probe) : declared
}

function objectIn(files: Files, { kind, name, declaredAt }: App): KubeObject | undefined {
  const { file, line } = declaredAt
  const yaml = files.isLoaded(file) ? files.yaml(file) : undefined
  return (yaml ? objectsOf(yaml) : []).find(
    (object) => object.kind === kind && object.name === name && object.line === line,
  )
}

/** Returns the object with marks, including marks in values that it contains as text. */
function markedContent(object: KubeObject, probe: Probe): Json {
  const { node, scope, document, path } = object
  let content = evaluate(node, probe.hook(scope, document), path)
  const many = at(node, 'spec', 'sources')
  const sources: KeyPath[] =
    many?.kind === 'sequence' ? many.items.map((_, i) => ['spec', 'sources', i]) : [['spec', 'source']]
  for (const source of sources) {
    const way = [...source, 'helm', 'values']
    const values = at(node, ...way)
    const layer = values?.kind === 'scalar' ? inlineLayer(object, values, [...path, ...way]) : undefined
    if (layer?.notEditable === undefined && layer)
      content = withValue(
        content,
        way,
        JSON.stringify(evaluate(layer.node, probe.hook(layer.scope, layer.document), layer.path)),
      )
  }
  return content
}

/** Returns the value with another value at a key path. */
function withValue(value: Json | undefined, [key, ...rest]: KeyPath, other: Json): Json {
  if (key === undefined) return other
  if (Array.isArray(value))
    return (value as readonly Json[]).map((item, i) => (i === key ? withValue(item, rest, other) : item))
  if (!isObject(value)) return value ?? null
  return { ...value, [key]: withValue(value[key], rest, other) }
}

/** Returns the plan with marks in the values files of this repo and in the charts' own values. */
async function withMarks(plan: AppPlan, parent: App, marking: Marking): Promise<AppPlan> {
  const jobs = await Promise.all(plan.jobs.map(async (job) => markedJob(job, parent, marking)))
  return { ...plan, jobs }
}

async function markedJob(job: RenderJob, parent: App, marking: Marking): Promise<RenderJob> {
  if (job.kind === 'kustomize') return markedCharts(job, parent, marking)
  if (job.kind !== 'helm') return job
  const { chart } = job
  const own = { tree: chart.tree, path: chart.path === '' ? 'values.yaml' : `${chart.path}/values.yaml` }
  const defaults = await markedFile(own, marking)
  const values: HelmJob['values'][number][] = []
  for (const value of job.values)
    values.push('text' in value ? value : ((await markedFile(value, marking)) ?? value))
  return { ...job, values: [...(defaults ? [defaults] : []), ...values] }
}

/** Returns the kustomize job with marks in the values of the charts that it inflates. */
async function markedCharts(job: KustomizeJob, parent: App, marking: Marking): Promise<KustomizeJob> {
  const {
    renders: { repo },
    probe,
  } = marking
  const { files } = repo.context
  if (job.source.tree !== repo.tree) return job
  const kustomizations = [...parent.inputs.files].filter(
    (path) =>
      KUSTOMIZATION_FILES.some((name) => path === name || path.endsWith(`/${name}`)) && files.has(path),
  )
  await files.load(kustomizations)
  const edits = new Map<string, string>()
  for (const path of kustomizations) {
    const yaml = files.yaml(path)
    const document = yaml?.documents[0]
    const charts = itemsAt(document?.root, 'helmCharts')
    if (!yaml || !document || charts.length === 0) continue
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')))
    const home = stringAt(document.root, 'helmGlobals', 'chartHome') ?? 'charts'
    let content = evaluate(document.root)
    for (const [i, chart] of charts.entries()) {
      const named = [
        `${home}/${stringAt(chart, 'name') ?? ''}/values.yaml`,
        stringAt(chart, 'valuesFile'),
        ...stringsAt(chart, 'additionalValuesFiles'),
      ]
      for (const name of named) {
        const file = name === undefined ? undefined : joinPath(folder, name)
        const marked =
          file === undefined ? undefined : await markedFile({ tree: repo.tree, path: file }, marking)
        if (file !== undefined && marked) edits.set(file, marked.text)
      }
      const inline = at(chart, 'valuesInline')
      const way: KeyPath = ['helmCharts', i, 'valuesInline']
      if (inline)
        content = withValue(
          content,
          way,
          evaluate(inline, probe.hook(wholeFile(yaml, document), document.index), way),
        )
    }
    edits.set(path, JSON.stringify(content))
  }
  if (edits.size === 0) return job
  const bytes = new Map([...edits].map(([path, text]) => [path, new TextEncoder().encode(text)]))
  return { ...job, source: { ...job.source, tree: overlayTree(job.source.tree, bytes) } }
}

/** Returns a values file of this repo with marks; undefined if it has no values, or several documents. */
async function markedFile(
  { tree, path }: TreePath,
  { renders: { repo }, probe }: Marking,
): Promise<{ readonly text: string } | undefined> {
  const { files } = repo.context
  if (tree !== repo.tree || !files.has(path)) return undefined
  await files.load([path])
  const yaml = files.yaml(path)
  const [document, ...more] = yaml?.documents ?? []
  if (!yaml || !document || more.length > 0) return undefined
  const value = evaluate(document.root, probe.hook(wholeFile(yaml, document), document.index))
  return isObject(value) ? { text: JSON.stringify(value) } : undefined
}
