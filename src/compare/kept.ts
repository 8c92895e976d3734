import { isLeftAlone, mark } from '../render/flux/applied.ts'
import type { Json } from '../yaml/value.ts'
import { listAt, textAt, valueAt } from '../yaml/value.ts'

/**
 * Determines which objects stay in the cluster although they are removed from Git, by controller. The functions
 * return the reason as part of a sentence, or undefined if the object is deleted.
 */

/**
 * Returns why an object stays that an app no longer renders, while the app itself still exists.
 *
 * Rules: argo-cd gitops-engine/pkg/sync/sync_context.go (pruneObject, isPruningDisabled), where
 * `helm.sh/resource-policy` has no effect; fluxcd/kustomize-controller
 * internal/controller/kustomization_controller.go (prune);
 * https://helm.sh/docs/howto/charts_tips_and_tricks/#tell-helm-not-to-uninstall-a-resource
 *
 * @param app the object that declares the app after the change
 * @param object the object before the change, because that is the one in the cluster
 */
export function keptWhenPruned(app: Json | undefined, object: Json | undefined): string | undefined {
  switch (textAt(app, 'kind')) {
    case 'Application': {
      const option = syncOption(object, app, 'Prune')
      if (option === 'false') return 'it has Prune=false'
      if (option === 'confirm') return 'its pruning must be confirmed (Prune=confirm)'
      const automated = valueAt(app, 'spec', 'syncPolicy', 'automated')
      const isAutomated =
        automated !== undefined && automated !== null && valueAt(automated, 'enabled') !== false
      return isAutomated && valueAt(automated, 'prune') !== true
        ? 'the app syncs automatically without pruning'
        : undefined
    }
    case 'HelmRelease':
      return isSuspended(app) ? 'the release is suspended' : helmKeeps(object)
    case 'Kustomization':
      if (isSuspended(app)) return 'the Kustomization is suspended'
      if (valueAt(app, 'spec', 'prune') !== true) return 'prune is off'
      return isMarked(object) ? 'it is marked to be kept' : undefined
    default:
      return undefined
  }
}

/**
 * Returns why the objects of an app stay if the app itself is removed: all of them, or one object.
 *
 * Rules: argo-cd controller/appcontroller.go (finalizeApplicationDeletion, shouldBeDeleted),
 * https://argo-cd.readthedocs.io/en/stable/user-guide/app_deletion/; fluxcd/helm-controller
 * internal/controller/helmrelease_controller.go (reconcileDelete); fluxcd/kustomize-controller
 * internal/controller/kustomization_controller.go (finalize),
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#deletion-policy
 *
 * @param app the object that declared the app before the change
 * @param object one of its objects; undefined for the app as a whole
 */
export function keptWithoutApp(app: Json | undefined, object?: Json): string | undefined {
  switch (textAt(app, 'kind')) {
    case 'Application': {
      const hasFinalizer = listAt(app, 'metadata', 'finalizers').some((item) =>
        String(item).startsWith('resources-finalizer.argocd.argoproj.io'),
      )
      if (!hasFinalizer) return 'the Application has no finalizer'
      if (object === undefined)
        return syncOption(undefined, app, 'Delete') === 'false' ? 'it has Delete=false' : undefined
      if (textAt(object, 'kind') === 'CustomResourceDefinition')
        return 'Argo CD does not delete CRDs with an Application'
      const option = syncOption(object, app, 'Delete')
      if (option === 'false') return 'it has Delete=false'
      if (option === 'confirm') return 'its deletion must be confirmed (Delete=confirm)'
      return helmKeeps(object)
    }
    case 'ApplicationSet':
      return valueAt(app, 'spec', 'syncPolicy', 'preserveResourcesOnDeletion') === true
        ? 'preserveResourcesOnDeletion is set'
        : undefined
    case 'HelmRelease':
      return isSuspended(app) ? 'the release is suspended, so it is not uninstalled' : helmKeeps(object)
    case 'Kustomization': {
      if (isSuspended(app)) return 'the Kustomization is suspended'
      const policy = textAt(app, 'spec', 'deletionPolicy') ?? 'MirrorPrune'
      if (policy === 'Orphan') return 'its deletionPolicy is Orphan'
      if (policy === 'MirrorPrune' && valueAt(app, 'spec', 'prune') !== true) return 'prune is off'
      return isMarked(object) ? 'it is marked to be kept' : undefined
    }
    default:
      return undefined
  }
}

function isSuspended(app: Json | undefined): boolean {
  return valueAt(app, 'spec', 'suspend') === true
}

function helmKeeps(object: Json | undefined): string | undefined {
  return textAt(object, 'metadata', 'annotations', 'helm.sh/resource-policy')?.trim() === 'keep'
    ? 'helm.sh/resource-policy is keep'
    : undefined
}

function isMarked(object: Json | undefined): boolean {
  return mark(object, 'prune')?.toLowerCase() === 'disabled' || isLeftAlone(object)
}

/** Returns an option of an object, or else the app's default for all of its objects. */
function syncOption(object: Json | undefined, app: Json | undefined, name: string): string | undefined {
  const own = (textAt(object, 'metadata', 'annotations', 'argocd.argoproj.io/sync-options') ?? '').split(',')
  const defaults = listAt(app, 'spec', 'syncPolicy', 'syncOptions').map(String)
  const valueOf = (options: readonly string[]) =>
    options.map((option) => option.trim().split('=')).find(([key]) => key === name)?.[1]
  return valueOf(own) ?? valueOf(defaults)
}
