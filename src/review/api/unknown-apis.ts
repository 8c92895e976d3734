import { BuiltIn } from '../../kube/builtin.ts'
import { builtInApis } from '../../render/cluster.ts'
import { groupOf } from '../../kube/ids.ts'
import type { SideResult } from '../../render/render-side.ts'

/** `group/version` or `group/version/Kind`, as templates check for it. */
const API = /^[a-z0-9][a-z0-9.-]*\/v\d\w*(\/[A-Z]\w*)?$/

/**
 * Returns a note on the APIs that the templates of an app check for, if they are not known to exist in its cluster. A
 * part of the chart depends on each of them, and is rendered without it.
 *
 * @param cluster the name of the cluster in `clusters` of `fairlead.yaml`
 */
export function unknownApisNote(sides: readonly (SideResult | undefined)[], cluster: string): string[] {
  const asked = [...new Set(sides.flatMap(unknownApis))].toSorted()
  if (asked.length === 0) return []
  const name = /^[A-Za-z][\w.-]*$/.test(cluster) ? cluster : JSON.stringify(cluster)
  return [
    `its templates check for ${asked.join(', ')}, which the cluster is not known to support, so they are rendered without it. If the cluster supports it, declare it in fairlead.yaml: clusters: {${name}: {apiVersions: [${asked.join(', ')}]}}`,
  ]
}

function unknownApis(side: SideResult | undefined): string[] {
  if (!side || !('rendered' in side) || !side.capabilities) return []
  const { kubeVersion, apiVersions } = side.capabilities
  const [first] = builtInApis(kubeVersion)
  // An Application with its own list does not get the built-in APIs.
  if (first !== undefined && !apiVersions.includes(first)) return []
  const version = BuiltIn.of(kubeVersion)
  return (side.rendered.dependences ?? []).flatMap(({ api }) =>
    api !== undefined && API.test(api) && !apiVersions.includes(api) && !version.ownsGroup(groupIn(api))
      ? [api]
      : [],
  )
}

function groupIn(api: string): string {
  return groupOf(api.split('/').slice(0, 2).join('/'))
}
