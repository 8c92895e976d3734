import { inputError } from '../../errors.ts'
import type { Json } from '../../yaml/value.ts'
import { isObject, listAt, valueAt } from '../../yaml/value.ts'
import { kustomizationText } from '../kustomization.ts'
import { annotation, describeObject } from '../../kube/manifests.ts'
import type { KustomizeJob } from '../model.ts'
import type { Manifest } from '../../kube/manifests.ts'
import type { AppPlan } from '../plan.ts'
import { memoryTree } from '../../tree/memory.ts'

/** The handling of hooks in post-rendering: together with the other manifests, separately, or not at all. */
export type Strategy = 'combined' | 'separate' | 'nohooks'

/** The groups of a release's manifests that are post-rendered together, and the manifests left as they are. */
interface Split {
  readonly groups: readonly (readonly Manifest[])[]
  readonly left: readonly Manifest[]
}

/**
 * Splits the manifests of a release into groups for post-rendering.
 *
 * Rule: helm pkg/action/action.go (renderResources)
 *
 * @throws FairleadError (input) if a group contains an object twice or one without a name: Flux post-renders every
 *   release, at least to label its objects, and kustomize rejects both
 */
export function split(manifests: readonly Manifest[], strategy: Strategy): Split {
  const isHook = (manifest: Manifest) => annotation(manifest, 'helm.sh/hook') !== undefined
  const [hooks, others] = [manifests.filter(isHook), manifests.filter((manifest) => !isHook(manifest))]
  const groups = {
    combined: [manifests],
    separate: [hooks, others],
    nohooks: [others],
  }[strategy].filter((group) => group.length > 0)
  for (const group of groups) checkGroup(group)
  return { groups, left: strategy === 'nohooks' ? hooks : [] }
}

/** Rule: kustomize api/resmap/reswrangler.go (Append), api/resource/factory.go; helm-controller internal/postrender */
function checkGroup(group: readonly Manifest[]): void {
  const known = new Set<string>()
  for (const manifest of group) {
    const { apiVersion, kind, name, namespace = 'default', content } = manifest
    const key = [apiVersion, kind, namespace, name].join('\0')
    if (known.has(key))
      throw inputError(`the chart renders ${describeObject(manifest)} twice, which Flux rejects`)
    if (valueAt(content, 'metadata', 'name') === undefined)
      throw inputError(`the chart renders ${kind} ${name} without a name, which Flux rejects`)
    known.add(key)
  }
}

/**
 * Returns the plans that run a release's post-renderers, one after the other; undefined if it has none.
 *
 * Rule: fluxcd/helm-controller internal/postrender (kustomize.go, build.go)
 *
 * @param last processes the result of the last one: the post-rendered manifests, followed by the others
 */
export function postRenderer(
  renderers: readonly Json[],
  strategy: Strategy,
  last: (manifests: readonly Manifest[]) => readonly Manifest[],
): ((manifests: readonly Manifest[]) => AppPlan) | undefined {
  const [first, ...others] = renderers.filter((renderer) => isObject(valueAt(renderer, 'kustomize')))
  if (first === undefined) return undefined
  const next = postRenderer(others, strategy, last)
  return (manifests) => {
    const { groups, left } = split(manifests, strategy)
    return {
      jobs: groups.map((group) => kustomizeJob(valueAt(first, 'kustomize'), group)),
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
  const files = new Map([
    ['helm-output.yaml', Buffer.from(output)],
    ['kustomization.yaml', Buffer.from(text)],
  ])
  return {
    kind: 'kustomize',
    source: { tree: memoryTree('the output of Helm', files), path: '' },
    kustomization: undefined,
    allowOutside: false,
    helm: undefined,
  }
}
