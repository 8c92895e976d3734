import type { Json } from '../../yaml/value.ts'
import { isObject, listAt, valueAt } from '../../yaml/value.ts'
import { kustomizationText } from '../kustomization.ts'
import { annotation } from '../manifests.ts'
import type { KustomizeJob, Manifest } from '../model.ts'
import type { AppPlan } from '../plan.ts'
import { memoryTree } from '../trees.ts'

/**
 * The plans that carry a release's post-renderers out, one behind the other; undefined where it has none.
 *
 * Rule: fluxcd/helm-controller internal/postrender (kustomize.go, build.go)
 *
 * @param strategy with `nohooks`, hooks are left as they are
 * @param last what is done with the result of the last one
 */
export function postRenderer(
  renderers: readonly Json[],
  strategy: string,
  last: (manifests: readonly Manifest[]) => readonly Manifest[],
): ((manifests: readonly Manifest[]) => AppPlan) | undefined {
  const [first, ...others] = renderers.filter((renderer) => isObject(valueAt(renderer, 'kustomize')))
  if (first === undefined) return undefined
  const next = postRenderer(others, strategy, last)
  return (manifests) => {
    const isLeft = (manifest: Manifest) =>
      strategy === 'nohooks' && annotation(manifest, 'helm.sh/hook') !== undefined
    const left = manifests.filter(isLeft)
    const changed = manifests.filter((manifest) => !isLeft(manifest))
    return {
      jobs: changed.length > 0 ? [kustomizeJob(valueAt(first, 'kustomize'), changed)] : [],
      finish(results) {
        const all = [...results.flatMap((result) => result.manifests), ...left]
        return next ? all : last(all)
      },
      ...(next ? { next } : {}),
      notes: [],
    }
  }
}

function kustomizeJob(options: Json | undefined, manifests: readonly Manifest[]): KustomizeJob {
  const [patches, images] = ['patches', 'images'].map((key) => listAt(options, key))
  const text = kustomizationText({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: ['helm-output.yaml'],
    ...(patches && patches.length > 0 ? { patches } : {}),
    ...(images && images.length > 0 ? { images } : {}),
  })
  const output = manifests.map(({ content }) => `---\n${JSON.stringify(content)}\n`).join('')
  const files = { 'helm-output.yaml': output, 'kustomization.yaml': text }
  return {
    kind: 'kustomize',
    source: { tree: memoryTree('the output of Helm', files), path: '' },
    kustomization: undefined,
    allowOutside: false,
    helm: undefined,
  }
}
