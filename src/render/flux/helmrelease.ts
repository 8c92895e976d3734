import { createHash } from 'node:crypto'
import { inputError } from '../../errors.ts'
import type { Json } from '../../yaml/value.ts'
import { listAt, textAt, valueAt } from '../../yaml/value.ts'
import { capabilitiesOf } from '../cluster.ts'
import { annotation, inNamespace, textMap, withMetadata } from '../../kube/manifests.ts'
import { definitionsIn } from '../definitions.ts'
import type { HelmJob, RenderJob } from '../model.ts'
import type { Manifest } from '../../kube/manifests.ts'
import type { AppPlan, Planner, ReleaseFacts } from '../plan.ts'
import { clusterScope } from '../../kube/scope.ts'
import { hasPlaceholder, withNames } from './placeholder.ts'
import { isAtLeast } from '../versions.ts'
import type { Chart } from './chart.ts'
import { locateChart } from './chart.ts'
import type { Strategy } from './post-renderer.ts'
import { postRenderer, split } from './post-renderer.ts'
import { composeValues } from './values.ts'
import { fluxVersion } from './version.ts'

/**
 * Creates the plan of a Flux `HelmRelease`.
 *
 * Rules: fluxcd/helm-controller api/v2 (helmrelease_types.go), internal/action, internal/postrender,
 * internal/release/name.go
 */
export const planHelmRelease: Planner = async (object, repo, siblings, declaredAt) => {
  const notes = new Set<string>()
  const outside = new Set<string>()
  const spec = valueAt(object, 'spec')
  const name = textAt(object, 'metadata', 'name') ?? ''
  const namespace = textAt(object, 'metadata', 'namespace')
  if (valueAt(spec, 'suspend') === true) notes.add('it is suspended: nothing is released until it is resumed')
  const from = { repo, siblings, namespace, declaredAt, notes, outside }
  const chart = await locateChart(spec, from)
  const values = await composeValues(spec, from)
  const valuesText = JSON.stringify(values)
  const target = textAt(spec, 'targetNamespace') || namespace || 'default'
  const facts = factsOf(spec, name, namespace ?? 'default', target, chart)
  if (facts.name === '') throw inputError('the HelmRelease has no name')
  const job: HelmJob = {
    kind: 'helm',
    inCluster: true,
    ...(chart.packed ? { packed: true } : {}),
    chart: chart.at,
    release: facts.name,
    namespace: target,
    values: Object.keys(values).length > 0 ? [{ text: valuesText }] : [],
    set: [],
    ...capabilitiesOf(repo.context.config, {
      name,
      labels: textMap(valueAt(object, 'metadata', 'labels')),
      namespace: target,
      paths: declaredAt === undefined ? [] : [declaredAt],
    }),
    // Definitions are not part of a release.
    includeCrds: false,
    skipTests: valueAt(spec, 'test', 'enable') !== true,
    skipSchemaValidation: ['install', 'upgrade'].some(
      (action) => valueAt(spec, action, 'disableSchemaValidation') === true,
    ),
  }
  const skipsHooks = ['install', 'upgrade'].every((action) => valueAt(spec, action, 'disableHooks') === true)
  const all = definitionsOf(chart, job)
  const definitions = facts.replacesCrds ? all : undefined
  const labels = textMap(valueAt(spec, 'commonMetadata', 'labels'))
  const annotations = textMap(valueAt(spec, 'commonMetadata', 'annotations'))
  const strategy = strategyOf(spec, isAtLeast(await fluxVersion(repo, declaredAt), '2.9'))
  // Definitions are applied before the release, without its post-renderers, labels and annotations.
  const done = (manifests: readonly Manifest[], crds: readonly Manifest[]) => {
    const { groups, left } = split(manifests, strategy)
    const labelled = groups.flat().map((manifest) => withMetadata(manifest, labels, annotations))
    return [...crds, ...placed([...labelled, ...left], target)]
  }
  let crds: readonly Manifest[] = []
  const next = postRenderer(listAt(spec, 'postRenderers'), strategy, (manifests) => done(manifests, crds))
  const plan: AppPlan = {
    jobs: definitions ? [job, definitions] : [job],
    finish([release, ...others]) {
      crds = others.flatMap((result) => (all ? definitionsIn(all, result, release).manifests : []))
      const own = release?.manifests ?? []
      const manifests = (hasPlaceholder(valuesText) ? own.map(withNames) : own).filter(
        (manifest) => !skipsHooks || annotation(manifest, 'helm.sh/hook') === undefined,
      )
      return next ? manifests : done(manifests, crds)
    },
    ...(next ? { next } : {}),
    get notes() {
      return [...notes]
    },
    outside: [...outside],
    release: facts,
    ...(all ? { definitions: all } : {}),
  }
  return plan
}

/** Rule: helm-controller api/v2 (GetPostRenderStrategy), internal/action (toHelmPostRenderStrategy) */
function strategyOf(spec: Json | undefined, isCombined: boolean): Strategy {
  const strategy = textAt(spec, 'postRenderStrategy')
  if (strategy === 'combined' || strategy === 'separate' || strategy === 'nohooks') return strategy
  return isCombined ? 'combined' : 'nohooks'
}

/** Sets missing namespaces. Helm's client does so when it applies an object, after all other steps. */
function placed(manifests: readonly Manifest[], namespace: string): Manifest[] {
  const isInCluster = clusterScope(manifests)
  return manifests.map((manifest) =>
    manifest.namespace !== undefined || isInCluster(manifest) ? manifest : inNamespace(manifest, namespace),
  )
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
    installsCrds: crdPolicy(spec, 'install', 'Create') !== 'Skip',
    upgradesCrds: crdPolicy(spec, 'upgrade', 'Skip'),
  }
}

/** Rule: helm-controller api/v2 (CRDsPolicy, and the older skipCRDs of install) */
function crdPolicy(
  spec: Json | undefined,
  action: 'install' | 'upgrade',
  otherwise: ReleaseFacts['upgradesCrds'],
): ReleaseFacts['upgradesCrds'] {
  const policy = textAt(spec, action, 'crds')
  if (policy === 'Skip' || policy === 'Create' || policy === 'CreateReplace') return policy
  return valueAt(spec, action, 'skipCRDs') === true ? 'Skip' : otherwise
}

/** Shortens a name that is too long for Helm. Rule: helm-controller internal/release/name.go (ShortenName) */
function shortened(name: string): string {
  if (name.length <= 53) return name
  const digest = createHash('sha256').update(name).digest('hex')
  return `${name.slice(0, 40)}-${digest.slice(0, 12)}`
}

/**
 * Returns the job that renders the definitions of a chart, which are applied before the release. For subcharts, Helm
 * must render them, because it leaves out the subcharts that the values disable.
 */
function definitionsOf({ at, place }: Chart, release: HelmJob): RenderJob | undefined {
  const prefix = at.path === '' ? '' : `${at.path}/`
  const files = place.files.below(at.path).map((path) => path.slice(prefix.length))
  const isOfSubchart = (path: string) =>
    /^charts\/(?:.+\/)?[^/]+\.tgz$/.test(path) || /^(?:charts\/[^/]+\/)+crds\/.+\.(?:ya?ml|json)$/.test(path)
  const isFetched =
    !files.some((path) => path.startsWith('charts/')) &&
    /^[ \t]*repository:/m.test(
      ['Chart.yaml', 'requirements.yaml'].map((name) => textOf(place, `${prefix}${name}`)).join('\n'),
    )
  if (isFetched || files.some(isOfSubchart)) return { ...release, includeCrds: true }
  const own = files.filter((path) => /^crds\/.+\.(?:ya?ml|json)$/.test(path))
  return own.length > 0
    ? { kind: 'directory', tree: place.tree, files: own.map((path) => `${prefix}${path}`) }
    : undefined
}

function textOf({ files }: Chart['place'], path: string): string {
  return files.isLoaded(path) ? (files.text(path) ?? '') : ''
}
