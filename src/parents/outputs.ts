import type { FairleadError } from '../errors.ts'
import { inputError } from '../errors.ts'
import type { Context } from '../inventory/context.ts'
import { destinationOf, targetPlane } from '../inventory/control-planes/destination.ts'
import type { DeclaredObject } from '../inventory/leading/rendered.ts'
import { readDeclared } from '../inventory/leading/rendered.ts'
import type { App, DeclaredApp } from '../inventory/model.ts'
import { withFields } from '../inventory/with-fields.ts'
import { isOfControllers } from '../kube/ids.ts'
import type { Manifest } from '../kube/manifests.ts'
import type { SideResult } from '../render/render-side.ts'
import { siblingsOf } from '../render/render-side.ts'
import type { Json } from '../yaml/value.ts'
import { textAt } from '../yaml/value.ts'

/** Returns the Argo CD and Flux objects in the output of an app, including those that declare other apps. */
export function controllerObjects(result: SideResult | undefined): DeclaredObject[] {
  return siblingsOf(result)
    .filter(({ apiVersion }) => isOfControllers(apiVersion))
    .map(({ content, template }) => ({ content, template }))
}

/** An app with its object as its controller sees it. */
export interface Parent {
  readonly app: DeclaredApp
  readonly object: Json | undefined
}

/** An object in an output from which no app could be read. */
export interface Unread {
  readonly kind: string
  readonly name: string
  readonly error: FairleadError
}

const NONE: ReadonlySet<string> = new Set()

/**
 * Reads objects in the output of an app as the inventory reads files, if the inventory does not contain them: each is
 * a child app, or generates child apps.
 */
export async function readOutput(
  context: Context,
  parent: Parent,
  objects: readonly Manifest[],
): Promise<{ readonly apps: readonly DeclaredApp[]; readonly unread: readonly Unread[] }> {
  if (objects.length === 0) return { apps: [], unread: [] }
  const above = asRead(parent.app)
  const declared = objects.map(({ content, template }) => ({ content, template }))
  const { apps, unresolved } = await readDeclared(
    { context, leads: NONE },
    { parent: above, objects: declared },
  )
  const place = placeBelow(parent, context)
  return {
    apps: apps
      // The child apps of a Kustomization are found in its own output.
      .filter(({ parent, generatedBy }) => parent === above || generatedBy !== undefined)
      .map((app) => withFields<DeclaredApp>(app, { ...place, parent: parent.app })),
    unread: unresolved
      .filter((one) => objects.some(({ kind, name }) => kind === one.kind && name === one.name))
      .map(({ kind, name = '', reason, hint }) => ({
        kind,
        name,
        error: inputError(reason, { at: parent.app.declaredAt, ...(hint === undefined ? {} : { hint }) }),
      })),
  }
}

/** Returns an app in the form of the inventory, without images and notes: its child apps do not depend on them. */
function asRead(app: DeclaredApp): App {
  return withFields(app as App, { images: [], notes: [] })
}

/** Returns the control plane that the objects of an app are applied to. */
export function placeBelow(
  { app, object }: Parent,
  { config }: Context,
): Pick<DeclaredApp, 'controlPlane' | 'isControlPlaneKnown'> {
  const { kind, controlPlane, isControlPlaneKnown } = app
  const name = targetPlane(
    destinationOf((...path) => textAt(object, ...path), kind, config),
    controlPlane,
  )
  return { controlPlane: name, isControlPlaneKnown: isControlPlaneKnown || name !== controlPlane }
}
