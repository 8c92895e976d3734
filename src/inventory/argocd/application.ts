import type { Holder, KubeObject } from '../../kube/objects.ts'
import { once } from '../../once.ts'
import { at, itemsAt, recordAt, stringAt, stringsAt } from '../../yaml/at.ts'
import type { Reading } from '../../yaml/files.ts'
import type { KeyPath } from '../../yaml/keys.ts'
import type { YamlNode } from '../../yaml/nodes.ts'
import { evaluate } from '../../yaml/value.ts'
import type { Context } from '../context.ts'
import { destinationOf } from '../control-planes/destination.ts'
import { lineageOf } from '../control-planes/lineage.ts'
import { clusterOf, IN_CLUSTER_NAME } from '../environments/judge.ts'
import { isAddress } from '../on-cluster.ts'
import { judgeEnvironment } from '../environments/signs.ts'
import { attempted } from '../guarded.ts'
import { InputCollector, noting, throughLinks } from '../inputs.ts'
import type { App, Project } from '../model.ts'
import { withLate } from '../with-fields.ts'
import type { Late } from '../with-fields.ts'
import { givenAt, readSource } from './application-source.ts'
import type { SourceReading } from './application-source.ts'

/**
 * Argo CD's objects. The rules are those of its own code: which source is used and its type, the order of Helm's
 * values, `$ref` values files, `.argocd-source` overrides.
 *
 * Rules: argo-cd pkg/apis/application/v1alpha1/types.go, util/app/discovery/discovery.go,
 * reposerver/repository/repository.go, controller/appcontroller.go (autoSync).
 */

/** The origin of an Application that no file declares. */
export interface ApplicationOrigin {
  /** The ApplicationSet that generates it. */
  readonly generatedBy?: string
  /** The environment in the generator element that it is made from. */
  readonly element?: string | undefined
  /** The cluster in that element. */
  readonly clusterName?: string | undefined
  readonly isRendered?: true
  /** The app whose output contains it. */
  readonly parent?: App | undefined
  readonly fault?: string
}

/**
 * Reads one `Application`.
 *
 * @param origin what creates it, if no file declares it: an ApplicationSet, or another app's output; the app's own
 *   paths then take precedence over its file
 */
export function* readApplication(
  context: Context,
  object: KubeObject,
  origin: ApplicationOrigin = {},
): Reading<App> {
  const { node } = object
  const { generatedBy, fault, parent, isRendered } = origin
  const isMade = generatedBy !== undefined || isRendered === true
  const notes = new Set<string>()
  const sources = sourcesOf(object)
  if (at(node, 'spec', 'sourceHydrator'))
    notes.add('its manifests are hydrated: the synced branch is not the edited branch')
  const refs = new Map(
    sources.flatMap((source) =>
      givenAt(source.node, 'ref') === undefined ? [] : [[givenAt(source.node, 'ref') ?? '', source]],
    ),
  )
  const inputs = new InputCollector()
  inputs.files.add(object.file)
  for (const file of object.overlay?.files ?? []) inputs.files.add(file)
  const found: SourceReading[] = []
  for (const source of sources)
    found.push(yield* noting(readSource(context, source, { object, refs, notes, inputs }), inputs))
  if (sources.length === 0) notes.add('it has no source')

  const valuesFiles = found.flatMap((part) => part.valuesFiles)
  const server = stringAt(node, 'spec', 'destination', 'server')
  const own = [...found.flatMap((part) => part.source.path ?? []), ...valuesFiles.toReversed()]
  const overlays = object.overlay ? [`${object.overlay.folder}/`] : []
  const declared = isRendered === true ? undefined : object.file
  const paths = [...own, ...(declared === undefined ? [] : [declared])]
  const labels = recordAt(node, 'metadata', 'labels')
  const namespace = stringAt(node, 'spec', 'destination', 'namespace')
  const name = stringAt(node, 'spec', 'destination', 'name')
  const stated = clusterOf(
    {
      name: object.name,
      labels,
      paths: [...overlays, ...(isMade ? paths : paths.toReversed())],
      cluster: name,
      server,
      namespace,
    },
    context.config,
  )
  const isBesideParent =
    parent !== undefined && (stated === undefined || stated === IN_CLUSTER_NAME || stated === parent.cluster)
  const cluster = isBesideParent ? parent.cluster : stated
  const place = judgeEnvironment(
    {
      name: object.name,
      namespace,
      labels,
      annotations: recordAt(node, 'metadata', 'annotations'),
      overlay: object.overlay?.folder,
      sources: found.flatMap((part) => part.source.path ?? []),
      valuesFiles: valuesFiles.toReversed(),
      declared,
      element: origin.element,
      cluster: isBesideParent ? undefined : stated,
      server,
      parent,
      isBesideParent,
    },
    context.config,
  )
  const images = once(() =>
    attempted(
      () => found.flatMap((part) => part.images()),
      (error) => {
        notes.add(`its images cannot be read: ${error.faults[0].message}`)
        return []
      },
    ),
  )
  if (fault !== undefined) notes.add(fault)
  const app: Omit<App, keyof Late> = {
    name: object.name,
    kind: 'Application',
    controller: 'argocd',
    declaredAt: { file: object.file, line: object.line },
    ...(generatedBy === undefined ? {} : { generatedBy }),
    ...(object.overlay ? { overlaidBy: object.overlay.folder } : {}),
    ...(object.inValues ? { inValues: true as const } : {}),
    ...(fault === undefined ? {} : { fault }),
    ...(object.unlistedBy === undefined ? {} : { unlistedBy: object.unlistedBy }),
    controlPlane: undefined,
    isControlPlaneKnown: false,
    ownNamespace: object.namespace,
    namespace,
    cluster,
    ...nameOfCluster(cluster, origin.clusterName),
    environment: place.environment,
    production: place.production,
    ...(place.by === undefined ? {} : { environmentBy: place.by }),
    ...(place.contradiction === undefined ? {} : { contradiction: place.contradiction }),
    project: stringAt(node, 'spec', 'project') ?? 'default',
    autoSync: autoSyncs(node),
    sources: found.map((part) => part.source),
    valuesFiles,
    inputs: throughLinks(context.files, inputs),
    declaration: () => evaluate(node),
    lineage: lineageOf(object, {
      applies: found.flatMap(({ applies }) => applies ?? []),
      destination: destinationOf((...path) => stringAt(node, ...path), 'Application', context.config),
    }),
  }
  return withLate(app, {
    images,
    notes: () => {
      images()
      return [...notes]
    },
  })
}

/** Returns the name of a cluster from the generator element, if the cluster itself is known by its address only. */
function nameOfCluster(cluster: string | undefined, name: string | undefined): { clusterName?: string } {
  return isAddress(cluster) && name !== undefined && !isAddress(name) ? { clusterName: name } : {}
}

/** Reports whether automated sync is on: `automated: {}` enables it, and `enabled: false` always disables it. */
function autoSyncs(node: YamlNode): boolean {
  const automated = at(node, 'spec', 'syncPolicy', 'automated')
  if (automated === undefined || automated.kind !== 'map') return false
  return stringAt(automated, 'enabled') !== 'false'
}

/** Returns the sources of an Application. Precedence: sourceHydrator, then sources, then source. */
function sourcesOf(object: KubeObject): Holder[] {
  const { scope, document, path } = object
  const one = (node: YamlNode | undefined, below: KeyPath): Holder[] =>
    node ? [{ scope, document, node, path: [...path, 'spec', ...below] }] : []
  const dry = at(object.node, 'spec', 'sourceHydrator', 'drySource')
  if (dry) return one(dry, ['sourceHydrator', 'drySource'])
  const many = itemsAt(object.node, 'spec', 'sources')
  if (many.length > 0) return many.flatMap((node, i) => one(node, ['sources', i]))
  return one(at(object.node, 'spec', 'source'), ['source'])
}

/** Reads one `AppProject`. */
export function readProject(object: KubeObject): Project {
  return {
    name: object.name,
    declaredAt: { file: object.file, line: object.line },
    sourceRepos: stringsAt(object.node, 'spec', 'sourceRepos'),
    destinations: itemsAt(object.node, 'spec', 'destinations').map((destination) => recordAt(destination)),
  }
}
