import type { Json } from '../../yaml/value.ts'
import { textAt } from '../../yaml/value.ts'

/** An object that a change adds, changes or removes. */
export interface Applied {
  readonly action: 'added' | 'removed' | 'changed'
  /** The kind and name, for people. */
  readonly label: string
  readonly before: Json | undefined
  readonly after: Json | undefined
}

const GROUP = 'kustomize.toolkit.fluxcd.io'

/**
 * Returns sentences about the changes in Git that do not reach the cluster.
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
  if (textAt(app, 'kind') !== 'Kustomization') return notes
  note(
    objects.filter(({ action, after }) => action !== 'removed' && isLeftAlone(after)),
    (names) => `Flux is configured to ignore these objects, so they are not applied: ${names}`,
  )
  note(
    objects.filter(({ action, after }) => action === 'changed' && mark(after, 'ssa') === 'IfNotPresent'),
    (names) =>
      `Flux only creates these objects if they do not exist, so nothing changes in the cluster: ${names}`,
  )
  return notes
}

/** Reports whether Flux is configured not to touch an object. */
export function isLeftAlone(object: Json | undefined): boolean {
  return mark(object, 'reconcile') === 'disabled' || mark(object, 'ssa') === 'Ignore'
}

/** Returns the value of Flux's own annotation or label of a name. Rule: fluxcd/pkg ssa/utils (AnyInMetadata) */
export function mark(object: Json | undefined, name: string): string | undefined {
  const [annotation, label] = ['annotations', 'labels'].map((key) =>
    textAt(object, 'metadata', key, `${GROUP}/${name}`),
  )
  return annotation ?? label
}

/** The most names that a note shows. */
const SHOWN = 10

/** Lists the labels of objects in one line; only the first ones if there are many. */
export function listed(objects: readonly Applied[]): string {
  const names = objects.slice(0, SHOWN).map(({ label }) => label)
  return `${names.join(', ')}${objects.length > SHOWN ? ` and ${objects.length - SHOWN} more` : ''}`
}
