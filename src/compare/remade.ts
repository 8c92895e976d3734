import type { Json } from '../yaml/value.ts'
import { listAt, textAt, valueAt } from '../yaml/value.ts'

/** Who may apply an object: each reads marks of its own alone. */
type Applier = 'argocd' | 'helm' | 'kustomize-controller'

/** @param app the object that declares the app; without one that tells, anybody may be it */
function mayBe(applier: Applier, app: Json | undefined): boolean {
  switch (textAt(app, 'kind')) {
    case 'Application':
    case 'ApplicationSet':
      return applier === 'argocd'
    case 'HelmRelease':
      return applier === 'helm'
    case 'Kustomization':
      return applier === 'kustomize-controller'
    default:
      return true
  }
}

/**
 * Whether an object is deleted before it is created again, each time: without a policy of its own, too. Flux's
 * Kustomizations know no hooks: there it is an object like any other.
 *
 * Rules: argo-cd gitops-engine pkg/sync/hook/delete_policy.go, helm pkg/action/hooks.go
 *
 * @param app the object that declares the app
 */
export function isHook(content: Json | undefined, app?: Json): boolean {
  const annotation = (key: string) => textAt(content, 'metadata', 'annotations', key)
  const isOfHelm = annotation('helm.sh/hook') !== undefined
  const isOfArgocd = (annotation('argocd.argoproj.io/hook') ?? 'Skip')
    .split(',')
    .some((phase) => phase.trim() !== 'Skip')
  return (mayBe('argocd', app) && (isOfHelm || isOfArgocd)) || (mayBe('helm', app) && isOfHelm)
}

/**
 * Whether the controller deletes an object that it cannot change, and creates it anew.
 *
 * Rules: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/ (Force),
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#force
 *
 * @param app the object that declares the app
 */
export function isForced(content: Json | undefined, app?: Json): boolean {
  const annotation = (key: string) => textAt(content, 'metadata', 'annotations', key) ?? ''
  const options = annotation('argocd.argoproj.io/sync-options')
    .split(',')
    .map((option) => option.trim())
  const has = (option: string) =>
    options.includes(option) || listAt(app, 'spec', 'syncPolicy', 'syncOptions').includes(option)
  // The sync fails there: "--force cannot be used with --server-side" (kubectl pkg/cmd/apply/apply.go, Validate).
  const isForbidden = has('ServerSideApply=true') && !has('Replace=true')
  const isOfArgocd = options.includes('Force=true') && !isForbidden
  const isOfFlux =
    annotation('kustomize.toolkit.fluxcd.io/force').toLowerCase() === 'enabled' ||
    (textAt(app, 'kind') === 'Kustomization' && valueAt(app, 'spec', 'force') === true)
  return (mayBe('argocd', app) && isOfArgocd) || (mayBe('kustomize-controller', app) && isOfFlux)
}
