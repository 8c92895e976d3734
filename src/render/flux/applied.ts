import type { Json } from '../../yaml/value.ts'
import { textAt, valueAt } from '../../yaml/value.ts'

/** An object that a change adds, changes or removes. */
export interface Applied {
  readonly action: 'added' | 'removed' | 'changed'
  /** For people: its kind and name. */
  readonly label: string
  readonly before: Json | undefined
  readonly after: Json | undefined
}

const GROUP = 'kustomize.toolkit.fluxcd.io'

/**
 * Whether an object stays in the cluster when it is no more in what Flux makes of an app: where the Kustomization
 * does not prune, or the object says so itself.
 *
 * Rules: fluxcd/kustomize-controller internal/controller/kustomization_controller.go (prune, deleteObjects);
 * https://helm.sh/docs/howto/charts_tips_and_tricks/#tell-helm-not-to-uninstall-a-resource
 *
 * @param app the object that declares the app after the change
 */
export function staysWhenRemoved(app: Json | undefined, object: Json | undefined): boolean {
  if (textAt(app, 'kind') === 'HelmRelease')
    return textAt(object, 'metadata', 'annotations', 'helm.sh/resource-policy') === 'keep'
  if (textAt(app, 'kind') !== 'Kustomization') return false
  return valueAt(app, 'spec', 'prune') !== true || mark(object, 'prune') === 'disabled' || isLeftAlone(object)
}

/**
 * What of a change does not reach the cluster, though the objects in Git differ, as sentences.
 *
 * Rule: fluxcd/kustomize-controller internal/controller/kustomization_controller.go (apply),
 * docs/spec/v1/kustomizations.md (controlling the apply behavior of resources)
 *
 * @param app the object that declares the app after the change
 */
export function applyNotes(app: Json | undefined, objects: readonly Applied[]): string[] {
  const notes: string[] = []
  const note = (found: readonly Applied[], text: (names: string) => string) => {
    if (found.length > 0) notes.push(text(listed(found)))
  }
  const isKustomization = textAt(app, 'kind') === 'Kustomization'
  const why = isKustomization && valueAt(app, 'spec', 'prune') !== true ? 'prune is off' : 'so it is marked'
  note(
    objects.filter(({ action, before }) => action === 'removed' && staysWhenRemoved(app, before)),
    (names) => `what is removed here stays in the cluster (${why}): ${names}`,
  )
  if (!isKustomization) return notes
  note(
    objects.filter(({ action, after }) => action !== 'removed' && isLeftAlone(after)),
    (names) => `Flux is told to leave this alone, so it is not applied: ${names}`,
  )
  note(
    objects.filter(({ action, after }) => action === 'changed' && mark(after, 'ssa') === 'IfNotPresent'),
    (names) => `Flux creates this only where it is not there, so nothing changes in the cluster: ${names}`,
  )
  return notes
}

function isLeftAlone(object: Json | undefined): boolean {
  return mark(object, 'reconcile') === 'disabled' || mark(object, 'ssa') === 'Ignore'
}

/** Flux takes annotations and labels for it. Rule: fluxcd/pkg ssa/utils (AnyInMetadata) */
function mark(object: Json | undefined, name: string): string | undefined {
  const [annotation, label] = ['annotations', 'labels'].map((key) =>
    textAt(object, 'metadata', key, `${GROUP}/${name}`),
  )
  return annotation ?? label
}

/** As many names as a note shows. */
const SHOWN = 10

function listed(objects: readonly Applied[]): string {
  const names = objects.slice(0, SHOWN).map(({ label }) => label)
  return `${names.join(', ')}${objects.length > SHOWN ? ` and ${objects.length - SHOWN} more` : ''}`
}
