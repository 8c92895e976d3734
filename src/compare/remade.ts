import type { Json } from '../yaml/value.ts'
import { listAt, textAt, valueAt } from '../yaml/value.ts'

/** The programs that may apply an object. Each of them reads only its own annotations. */
type Applier = 'argocd' | 'helm' | 'kustomize-controller'

/**
 * Reports whether an applier may apply the objects of an app.
 *
 * @param app the object that declares the app; if it does not identify the applier, any applier is possible
 */
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
 * Reports whether an object is deleted and created again each time, even if it has no delete policy. Flux's
 * Kustomizations do not support hooks, so there it is an object like any other.
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
 * Reports whether the controller deletes and recreates an object that it cannot change.
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
  // With server-side apply, the sync fails: "--force cannot be used with --server-side" (kubectl
  // pkg/cmd/apply/apply.go, Validate).
  const isForbidden = has('ServerSideApply=true') && !has('Replace=true')
  const isOfArgocd = options.includes('Force=true') && !isForbidden
  const isOfFlux =
    annotation('kustomize.toolkit.fluxcd.io/force').toLowerCase() === 'enabled' ||
    (textAt(app, 'kind') === 'Kustomization' && valueAt(app, 'spec', 'force') === true)
  return (mayBe('argocd', app) && isOfArgocd) || (mayBe('kustomize-controller', app) && isOfFlux)
}
