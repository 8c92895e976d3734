import type { Json } from '../yaml/value.ts'
import { textAt } from '../yaml/value.ts'

/**
 * Whether an object is deleted before it is created again, each time: without a policy of its own, too.
 *
 * Rules: argo-cd gitops-engine pkg/sync/hook/delete_policy.go, helm pkg/action/hooks.go
 */
export function isHook(content: Json | undefined): boolean {
  const annotation = (key: string) => textAt(content, 'metadata', 'annotations', key)
  return (
    annotation('helm.sh/hook') !== undefined ||
    (annotation('argocd.argoproj.io/hook') ?? 'Skip').split(',').some((phase) => phase.trim() !== 'Skip')
  )
}

/**
 * Whether the controller deletes an object that it cannot change, and creates it anew.
 *
 * Rules: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/ (Force),
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#force
 */
export function isForced(content: Json | undefined): boolean {
  const annotation = (key: string) => textAt(content, 'metadata', 'annotations', key) ?? ''
  return (
    annotation('argocd.argoproj.io/sync-options')
      .split(',')
      .some((option) => option.trim() === 'Force=true') ||
    annotation('kustomize.toolkit.fluxcd.io/force').toLowerCase() === 'enabled'
  )
}
