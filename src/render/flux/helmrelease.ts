import { createHash } from 'node:crypto'
import { inputError } from '../../errors.ts'
import type { Json } from '../../yaml/value.ts'
import { listAt, textAt, valueAt } from '../../yaml/value.ts'
import { capabilitiesOf } from '../cluster.ts'
import { inNamespace, textMap, withMetadata } from '../manifests.ts'
import type { DirectoryJob, HelmJob, Manifest } from '../model.ts'
import type { AppPlan, Planner, ReleaseFacts } from '../plan.ts'
import { clusterScope } from '../scope.ts'
import { controllerVersion, isAtLeast } from '../versions.ts'
import type { Chart } from './chart.ts'
import { locateChart } from './chart.ts'
import { postRenderer } from './post-renderer.ts'
import { composeValues } from './values.ts'

/**
 * Makes the plan of a Flux `HelmRelease`.
 *
 * Rules: fluxcd/helm-controller api/v2 (helmrelease_types.go), internal/action, internal/postrender,
 * internal/release/name.go
 */
export const planHelmRelease: Planner = async (object, world, siblings, declaredAt) => {
  const notes = new Set<string>()
  const spec = valueAt(object, 'spec')
  const name = textAt(object, 'metadata', 'name') ?? ''
  const namespace = textAt(object, 'metadata', 'namespace')
  if (valueAt(spec, 'suspend') === true)
    notes.add('it is suspended: nothing of this is released before it is resumed')
  const from = { world, siblings, namespace, declaredAt, notes }
  const chart = await locateChart(spec, from)
  const values = await composeValues(spec, from)
  const target = textAt(spec, 'targetNamespace') || namespace || 'default'
  const facts = factsOf(spec, name, namespace ?? 'default', target, chart)
  if (facts.name === '') throw inputError('the HelmRelease has no name')
  const job: HelmJob = {
    kind: 'helm',
    inCluster: true,
    chart: chart.at,
    release: facts.name,
    namespace: target,
    values: Object.keys(values).length > 0 ? [{ text: JSON.stringify(values) }] : [],
    set: [],
    ...capabilitiesOf(world, {
      name,
      labels: textMap(valueAt(object, 'metadata', 'labels')),
      namespace: target,
      paths: declaredAt === undefined ? [] : [declaredAt],
    }),
    // Definitions are no part of a release.
    includeCrds: false,
    skipTests: valueAt(spec, 'test', 'enable') !== true,
    skipSchemaValidation: ['install', 'upgrade'].some(
      (action) => valueAt(spec, action, 'disableSchemaValidation') === true,
    ),
  }
  const definitions = facts.replacesCrds ? definitionsOf(chart) : undefined
  const labels = textMap(valueAt(spec, 'commonMetadata', 'labels'))
  const annotations = textMap(valueAt(spec, 'commonMetadata', 'annotations'))
  const common = (manifests: readonly Manifest[]) =>
    manifests.map((manifest) => withMetadata(manifest, labels, annotations))
  const strategy =
    textAt(spec, 'postRenderStrategy') ??
    (isAtLeast(controllerVersion('flux', world.context.config), '2.9') ? 'combined' : 'nohooks')
  const next = postRenderer(listAt(spec, 'postRenderers'), strategy, common)
  const plan: AppPlan = {
    jobs: definitions ? [job, definitions] : [job],
    finish(results) {
      const all = results.flatMap((result) => result.manifests)
      const isInCluster = clusterScope(all)
      const placed = all.map((manifest) =>
        manifest.namespace !== undefined || isInCluster(manifest) ? manifest : inNamespace(manifest, target),
      )
      return next ? placed : common(placed)
    },
    ...(next ? { next } : {}),
    get notes() {
      return [...notes]
    },
    release: facts,
  }
  return plan
}

function factsOf(
  spec: Json | undefined,
  name: string,
  namespace: string,
  target: string,
  chart: Chart,
): ReleaseFacts {
  const prefix = textAt(spec, 'targetNamespace')
  return {
    name: shortened(textAt(spec, 'releaseName') || (prefix ? `${prefix}-${name}` : name)),
    namespace: target,
    storageNamespace: textAt(spec, 'storageNamespace') || namespace,
    chart: chart.name,
    chartVersion: chart.version,
    chartFiles: chart.files,
    reconcileStrategy: chart.reconcileStrategy,
    replacesCrds: textAt(spec, 'upgrade', 'crds') === 'CreateReplace',
  }
}

/** Helm takes no longer names. Rule: helm-controller internal/release/name.go (ShortenName) */
function shortened(name: string): string {
  if (name.length <= 53) return name
  const digest = createHash('sha256').update(name).digest('hex')
  return `${name.slice(0, 40)}-${digest.slice(0, 12)}`
}

/** The definitions of a chart and its subcharts, which are applied before the release. */
function definitionsOf({ at, place }: Chart): DirectoryJob | undefined {
  const files = place.files
    .below(at.path)
    .filter((path) =>
      /^(charts\/[^/]+\/)*crds\/.+\.(ya?ml|json)$/.test(
        at.path === '' ? path : path.slice(at.path.length + 1),
      ),
    )
  return files.length > 0 ? { kind: 'directory', tree: place.tree, files } : undefined
}
