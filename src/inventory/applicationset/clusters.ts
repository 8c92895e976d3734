import { dump } from 'js-yaml'
import type { ClusterConfig } from '../../config/config.ts'
import { CONFIG_FILE } from '../../config/config.ts'
import type { Json } from '../../yaml/value.ts'
import { isObject, listAt, textAt, valueAt } from '../../yaml/value.ts'
import type { Expansion } from './model.ts'
import { withValues } from './git.ts'
import type { ParamSet } from './params.ts'
import { goText, normalize, Unresolvable } from './params.ts'
import { fits, isEmptySelector } from './selector.ts'

const IN_CLUSTER = 'https://kubernetes.default.svc'

/** The label that Argo CD sets on the secrets of all clusters. */
const SECRET_TYPE = { 'argocd.argoproj.io/secret-type': 'cluster' }

/**
 * Returns one set of parameters for each cluster that matches the selector. Argo CD knows its clusters from secrets;
 * here they come from `fairlead.yaml`.
 *
 * Rule: argo-cd applicationset/generators/cluster.go
 *
 * @throws Unresolvable if `fairlead.yaml` lists no clusters
 */
export async function clusterParams(spec: Json, expansion: Expansion): Promise<ParamSet[]> {
  const named = Object.entries(expansion.context.config.clusters)
  const selector = valueAt(spec, 'selector')
  if (named.length === 0)
    throw new Unresolvable(
      `its apps come from the clusters registered in Argo CD; list them in ${CONFIG_FILE} (clusters, with server and labels)`,
      lineFor(selector),
    )
  const clusters = named.filter((cluster) => !isLocal(cluster) || hasSecret(cluster))
  const chosen = clusters.filter(([, cluster]) => fits(selector, { ...SECRET_TYPE, ...cluster.labels }))
  const lacking = chosen.find(([name, { server }]) => server === undefined && name !== 'in-cluster')
  if (lacking) throw new Unresolvable(`${CONFIG_FILE} does not set the server of the cluster ${lacking[0]}`)
  const sets = chosen.map(([name, cluster]) => paramsOf(name, cluster, expansion))
  // The cluster that Argo CD runs in usually has no secret, so a selector never matches it.
  if (isEmptySelector(selector) && !chosen.some(isLocal))
    sets.push({
      params: { name: 'in-cluster', nameNormalized: 'in-cluster', server: IN_CLUSTER, project: '' },
      strings: [],
    })
  const all = await Promise.all(sets.map((set) => withValues(set, valueAt(spec, 'values'), expansion)))
  if (valueAt(spec, 'flatList') !== true) return all
  const strings = [...new Set(all.flatMap((set) => set.strings.map((place) => place.join('\0'))))]
  return [
    {
      params: { clusters: all.map(({ params }) => params) },
      strings: strings.map((place) => ['clusters', '*', ...place.split('\0')]),
    },
  ]
}

/** Reports whether an entry describes the cluster that Argo CD runs in. */
function isLocal([name, { server }]: [string, ClusterConfig]): boolean {
  return server === IN_CLUSTER || name === 'in-cluster'
}

/**
 * Reports whether an entry contains data that only a cluster secret holds; a Kubernetes version, for example, is not
 * in a secret.
 */
function hasSecret([, { labels, annotations, project }]: [string, ClusterConfig]): boolean {
  return labels !== undefined || annotations !== undefined || project !== undefined
}

/** Returns an example entry of `fairlead.yaml` for a cluster that matches a selector, as far as that is possible. */
function lineFor(selector: Json | undefined): string {
  const exact = valueAt(selector, 'matchLabels')
  const labels: [string, string][] = isObject(exact)
    ? Object.entries(exact).map(([key, value]) => [key, goText(value)])
    : []
  for (const expression of listAt(selector, 'matchExpressions')) {
    const [key, operator] = [textAt(expression, 'key'), textAt(expression, 'operator')]
    const [value] = listAt(expression, 'values')
    if (key === undefined || (operator !== 'In' && operator !== 'Exists')) continue
    labels.push([key, value === undefined ? 'VALUE' : goText(value)])
  }
  const cluster = {
    server: 'https://ADDRESS',
    ...(labels.length > 0 ? { labels: Object.fromEntries(labels) } : {}),
  }
  return dump({ clusters: { NAME: cluster } }, { flowLevel: 1, lineWidth: -1 }).trimEnd()
}

function paramsOf(name: string, cluster: ClusterConfig, { templating }: Expansion): ParamSet {
  const { annotations = {}, project = '' } = cluster
  const labels = { ...SECRET_TYPE, ...cluster.labels }
  const server = cluster.server ?? IN_CLUSTER
  const facts = { name, nameNormalized: normalize(name), server, project }
  if (!templating.goTemplate) {
    const flat = (key: string, entries: Readonly<Record<string, string>>) =>
      Object.entries(entries).map(([label, value]) => [`metadata.${key}.${label}`, value] as const)
    return {
      params: {
        ...facts,
        ...Object.fromEntries([...flat('annotations', annotations), ...flat('labels', labels)]),
      },
      strings: [],
    }
  }
  const metadata = { labels, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) }
  return {
    params: { ...facts, metadata },
    strings: [
      ['metadata', 'labels'],
      ['metadata', 'annotations'],
    ],
  }
}
