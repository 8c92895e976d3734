import type { Config } from '../../config/config.ts'
import { clusterKey, destinationOf } from '../../inventory/control-planes/destination.ts'
import { BuiltIn } from '../../kube/builtin.ts'
import { Definitions } from '../../kube/definitions.ts'
import type { Api } from '../../kube/faults.ts'
import { clusterIn, DEFAULT_KUBE_VERSION, kubeVersionOf } from '../../render/cluster.ts'
import { hasPlaceholder } from '../../render/flux/placeholder.ts'
import { groupOf } from '../../kube/ids.ts'
import type { Json } from '../../yaml/value.ts'
import { textAt } from '../../yaml/value.ts'
import type { SideResult } from '../../render/render-side.ts'
import { siblingsOf } from '../../render/render-side.ts'
import type { Target } from '../../risks/collisions.ts'
import { ownDeclarations } from '../declaration.ts'
import type { DeclaredSides } from '../../affected/declared.ts'
import type { WantedKind } from './definitions.ts'
import { definitionsInFiles } from './definitions.ts'
import type { AppRef } from '../../affected/app-ref.ts'
import type { AppApi } from '../../risks/refused.ts'
import type { RenderedPair } from '../../affected/rendered-pair.ts'

/** Returns the cluster that an app deploys to. */
export function targetOf(object: Json | undefined, app: AppRef, config: Config): Target {
  return clusterKey(
    destinationOf((...path) => textAt(object, ...path), app.kind, config),
    app,
    config,
  )
}

/**
 * Returns the API that each app's objects are checked against: the version of Kubernetes that it is rendered for, and
 * the definitions from all apps of its cluster, or else from the files of the repo.
 */
export async function apisOf(
  pairs: readonly RenderedPair[],
  config: Config,
  declared: Pick<DeclaredSides, 'before' | 'after' | 'affected'>,
): Promise<(pair: RenderedPair) => AppApi> {
  const brought = new Map<string, Readonly<Record<'before' | 'after', Json[]>>>()
  const keyOf = ({ app, declarations }: RenderedPair) =>
    JSON.stringify(targetOf(declarations.after ?? declarations.before, app, config))
  for (const pair of pairs)
    for (const side of ['before', 'after'] as const)
      for (const { kind, content } of siblingsOf(pair[side]))
        if (kind === 'CustomResourceDefinition') {
          const own = brought.get(keyOf(pair)) ?? { before: [], after: [] }
          brought.set(keyOf(pair), own)
          own[side].push(content)
        }
  const wanted = wantedKinds(pairs, (pair, side) => new Definitions(brought.get(keyOf(pair))?.[side] ?? []))
  const inFiles = {
    before: await definitionsInFiles(declared.before.context.files, wanted),
    after: await definitionsInFiles(declared.after.context.files, wanted),
  }
  const of = (side: 'before' | 'after', own: readonly Json[] = []) =>
    new Definitions([...inFiles[side], ...own])
  const definitions = new Map(
    [...brought].map(([key, { before, after }]) => [
      key,
      { before: of('before', before), after: of('after', after) },
    ]),
  )
  const none = { before: of('before'), after: of('after') }
  return (pair) => {
    const own = definitions.get(keyOf(pair)) ?? none
    const version = versionOf(pair, config)
    const api = (side: 'before' | 'after'): Api => ({
      ...version,
      definitions: own[side],
      isOpen: hasPlaceholder,
    })
    return {
      before: api('before'),
      after: api('after'),
      app: pair.declarations.after ?? pair.declarations.before,
      declared: ownDeclarations(pair, declared.affected),
    }
  }
}

/** Returns the kinds for which neither Kubernetes nor the rendered objects contain a schema. */
function wantedKinds(
  pairs: readonly RenderedPair[],
  definitions: (pair: RenderedPair, side: 'after') => Definitions,
): WantedKind[] {
  const kubernetes = BuiltIn.newest()
  const wanted = new Map<string, WantedKind>()
  for (const pair of pairs) {
    const seen = new Set<string>()
    let known: Definitions | undefined
    for (const { apiVersion, kind } of siblingsOf(pair.after)) {
      const group = groupOf(apiVersion)
      const key = `${apiVersion}/${kind}`
      if (seen.has(key) || kubernetes.ownsGroup(group)) continue
      seen.add(key)
      known ??= definitions(pair, 'after')
      if (!known.find(apiVersion, kind)) wanted.set(`${group}/${kind}`, { group, kind })
    }
  }
  return [...wanted.values()]
}

/** Returns the cluster of an app, as `fairlead.yaml` declares it or would declare it. */
export function clusterOfPair(
  { app, declarations }: Pick<RenderedPair, 'app' | 'declarations'>,
  config: Config,
): ReturnType<typeof clusterIn> {
  const object = declarations.after ?? declarations.before
  const isNamed = app.cluster !== undefined && Object.hasOwn(config.clusters, app.cluster)
  return clusterIn(config, {
    cluster: isNamed ? app.cluster : textAt(object, 'spec', 'destination', 'name'),
    server: textAt(object, 'spec', 'destination', 'server'),
    namespace: app.namespace,
    paths: app.declaredAt === undefined ? [] : [app.declaredAt.file],
  })
}

/**
 * Returns the version that the app's charts were rendered for. Without a chart, it is the one that `fairlead.yaml`
 * sets for its cluster.
 */
function versionOf(pair: RenderedPair, config: Config): Pick<Api, 'version' | 'isCertain'> {
  const { known } = clusterOfPair(pair, config)
  const rendered = versionIn(pair.after) ?? versionIn(pair.before)
  const version = rendered ?? kubeVersionOf(known?.kubeVersion ?? DEFAULT_KUBE_VERSION)
  return { version, isCertain: known?.kubeVersion !== undefined || version !== DEFAULT_KUBE_VERSION }
}

function versionIn(side: SideResult | undefined): string | undefined {
  return side && 'capabilities' in side ? side.capabilities?.kubeVersion : undefined
}
