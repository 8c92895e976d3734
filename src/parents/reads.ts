import type { Manifest } from '../kube/manifests.ts'
import type { Json } from '../yaml/value.ts'
import { listAt, textAt, valueAt } from '../yaml/value.ts'

/**
 * Returns the input from which an app's controller builds its result, as text: the object, and the objects next to it
 * that it refers to, such as the OCIRepository of its chart or a ConfigMap with values.
 *
 * Rules: fluxcd/helm-controller api/v2 (chartRef, chart.spec.sourceRef, valuesFrom), fluxcd/source-controller api/v1
 * (HelmChart's sourceRef), fluxcd/kustomize-controller api/v1 (sourceRef, postBuild.substituteFrom)
 */
export function readsOf(app: Json, siblings: readonly Manifest[]): string {
  const found = [app]
  // The set prevents an endless loop if objects refer to each other.
  const known = new Set(found)
  for (const object of found)
    for (const reference of referencesOf(object)) {
      const namespace = textAt(reference, 'namespace') ?? textAt(object, 'metadata', 'namespace')
      for (const { kind, name, content, ...other } of siblings)
        if (
          !known.has(content) &&
          kind === textAt(reference, 'kind') &&
          name === textAt(reference, 'name') &&
          other.namespace === namespace
        ) {
          known.add(content)
          found.push(content)
        }
    }
  return JSON.stringify(found)
}

function referencesOf(object: Json): readonly Json[] {
  return [
    valueAt(object, 'spec', 'chartRef'),
    valueAt(object, 'spec', 'chart', 'spec', 'sourceRef'),
    valueAt(object, 'spec', 'sourceRef'),
    ...listAt(object, 'spec', 'valuesFrom'),
    ...listAt(object, 'spec', 'postBuild', 'substituteFrom'),
  ].filter((reference) => reference !== undefined)
}
