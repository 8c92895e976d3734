import type { Config } from '../config/config.ts'
import { clusterKey, destinationOf } from '../inventory/control-planes/destination.ts'
import { Definitions } from '../kube/definitions.ts'
import type { Api } from '../kube/objects.ts'
import { clusterIn, DEFAULT_KUBE_VERSION, kubeVersionOf } from '../render/cluster.ts'
import { hasPlaceholder } from '../render/flux/placeholder.ts'
import type { Json } from '../yaml/value.ts'
import { textAt } from '../yaml/value.ts'
import type { AppPair } from './affected.ts'
import type { SideResult } from './carry-out.ts'
import { siblingsOf } from './carry-out.ts'
import type { Target } from './collisions.ts'
import { ownDeclarations } from './declaration.ts'
import type { AppRef } from './model.ts'
import type { AppApi } from './refused.ts'
import type { RenderedPair } from './worklist.ts'

/** The cluster that an app deploys to. */
export function targetOf(object: Json | undefined, app: AppRef, config: Config): Target {
  return clusterKey(
    destinationOf((...path) => textAt(object, ...path), app.kind, config),
    app,
    config,
  )
}

/**
 * The API that each app's objects are judged by: the version of Kubernetes that it is rendered for, and the
 * definitions that all apps of its cluster bring.
 */
export function apisOf(
  pairs: readonly RenderedPair[],
  config: Config,
  affected: readonly AppPair[],
): (pair: RenderedPair) => AppApi {
  const found = new Map<string, Readonly<Record<'before' | 'after', Json[]>>>()
  const keyOf = ({ app, declarations }: RenderedPair) =>
    JSON.stringify(targetOf(declarations.after ?? declarations.before, app, config))
  for (const pair of pairs)
    for (const side of ['before', 'after'] as const)
      for (const { kind, content } of siblingsOf(pair[side]))
        if (kind === 'CustomResourceDefinition') {
          const own = found.get(keyOf(pair)) ?? { before: [], after: [] }
          found.set(keyOf(pair), own)
          own[side].push(content)
        }
  const definitions = new Map(
    [...found].map(([key, { before, after }]) => [
      key,
      { before: new Definitions(before), after: new Definitions(after) },
    ]),
  )
  const none = new Definitions([])
  return (pair) => {
    const own = definitions.get(keyOf(pair))
    const version = versionOf(pair, config)
    const api = (side: 'before' | 'after'): Api => ({
      ...version,
      definitions: own?.[side] ?? none,
      isOpen: hasPlaceholder,
    })
    return {
      before: api('before'),
      after: api('after'),
      app: pair.declarations.after ?? pair.declarations.before,
      declared: ownDeclarations(pair, affected),
    }
  }
}

/** What its charts were rendered for; without a chart, what `fairlead.yaml` says of its cluster. */
function versionOf(pair: RenderedPair, config: Config): Pick<Api, 'version' | 'isCertain'> {
  const { app, declarations } = pair
  const object = declarations.after ?? declarations.before
  const isNamed = app.cluster !== undefined && Object.hasOwn(config.clusters, app.cluster)
  const { known } = clusterIn(config, {
    cluster: isNamed ? app.cluster : textAt(object, 'spec', 'destination', 'name'),
    server: textAt(object, 'spec', 'destination', 'server'),
    namespace: app.namespace,
    paths: app.declaredAt === undefined ? [] : [app.declaredAt.file],
  })
  const rendered = versionIn(pair.after) ?? versionIn(pair.before)
  const version = rendered ?? kubeVersionOf(known?.kubeVersion ?? DEFAULT_KUBE_VERSION)
  return { version, isCertain: known?.kubeVersion !== undefined || version !== DEFAULT_KUBE_VERSION }
}

function versionIn(side: SideResult | undefined): string | undefined {
  return side && 'capabilities' in side ? side.capabilities?.kubeVersion : undefined
}
