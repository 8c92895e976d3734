import type { Config } from '../../config/config.ts'
import { matchesGlob } from '../../patterns/own.ts'
import type { App, Lineage } from '../model.ts'
import { targetPlane } from './destination.ts'
import { identityOf } from './identity.ts'
import { withFields } from '../with-fields.ts'
import { isBelow } from '../../tree/paths.ts'

/**
 * Sets the control plane of every app: the one in `fairlead.yaml`, otherwise the one that its applying app deploys
 * to, otherwise the one that its own file shows. An object that is applied to several control planes becomes an app
 * in each of them, and so do all apps that it leads to.
 *
 * @param apps the apps as they were read, or as an earlier call returned them: facts that were added since then count
 */
export function withControlPlanes(apps: readonly App[], config: Config): App[] {
  const resolver = new Resolver(apps, config)
  const seen = new Set<Lineage>()
  return apps.flatMap((app) => {
    if (!app.lineage) return [app]
    // Copies of one app in several control planes were one app when it was read.
    if (seen.has(app.lineage)) return []
    seen.add(app.lineage)
    return resolver.copiesOf(app)
  })
}

interface Applier {
  readonly app: App
  /** The folder whose kustomization it builds. */
  readonly folder: string | undefined
}

class Resolver {
  readonly #config: Config
  /** The apps that apply an object, by the object's location. */
  readonly #appliers = new Map<string, Applier[]>()
  readonly #copies = new Map<Lineage, readonly App[]>()
  /** The apps as given: a reference to a parent may still point to the app before something was added to it. */
  readonly #given = new Map<Lineage, App>()

  constructor(apps: readonly App[], config: Config) {
    this.#config = config
    for (const app of apps) {
      if (!app.lineage || this.#given.has(app.lineage)) continue
      this.#given.set(app.lineage, app)
      for (const { folder, places } of app.lineage.applies)
        for (const place of places) {
          const known = this.#appliers.get(place)
          if (known) known.push({ app, folder })
          else this.#appliers.set(place, [{ app, folder }])
        }
    }
  }

  /** Returns the app once for each of its control planes. */
  copiesOf(app: App): readonly App[] {
    const { lineage } = app
    return lineage ? this.#copiesOf(this.#given.get(lineage) ?? app, lineage) : [app]
  }

  #copiesOf(app: App, lineage: Lineage): readonly App[] {
    const known = this.#copies.get(lineage)
    if (known) return known
    // If apps apply each other, the app that is being resolved does not count as an applier.
    this.#copies.set(lineage, [])
    const parent = parentOf(app)
    const copies = parent ? this.#below(app, lineage, parent) : this.#alone(app, lineage)
    this.#copies.set(lineage, copies)
    return copies
  }

  #below(app: App, lineage: Lineage, parent: App): App[] {
    const said = this.#said(lineage).map(known)
    const [only] = said
    const parents = this.copiesOf(parent)
    const copies = (parents.length > 0 ? parents : [parent]).map((above) =>
      placed(
        app,
        only && said.length === 1 ? only : targetOf(above),
        // The app that deploys an ApplicationSet does not contain the generated apps itself.
        app.parent && above,
      ),
    )
    return onePerPlane(copies)
  }

  #alone(app: App, lineage: Lineage): App[] {
    const said = this.#said(lineage).map(known)
    const [only] = said
    if (only && said.length === 1) return [placed(app, only)]
    // If several control planes match the file, the file does not identify one.
    const planes = this.#appliersOf(lineage).flatMap((one) => this.copiesOf(one).map(targetOf))
    if (planes.length === 0 && only) planes.push(only)
    if (planes.length === 0)
      planes.push({
        name: folderName(lineage.root ?? lineage.folder),
        isKnown: lineage.root !== undefined,
      })
    return onePerPlane(planes.map((plane) => placed(app, plane)))
  }

  #appliersOf(lineage: Lineage): App[] {
    const { place, overlay } = lineage
    return (
      (this.#appliers.get(place) ?? [])
        .filter(
          ({ folder }) =>
            // An app applies the result of an overlay only if it builds the overlay's folder or a folder above it.
            overlay === undefined || (folder !== undefined && isBelow(overlay, folder)),
        )
        .map(({ app }) => app)
        // An app that this one leads to is in the same control plane, and does not show which one that is.
        .filter((app) => !isBroughtBy(app, lineage))
    )
  }

  /** Returns the control planes of `fairlead.yaml` that match the first path with any match. */
  #said({ paths }: Lineage): string[] {
    const planes = Object.entries(this.#config.controlPlanes)
    for (const path of planes.length > 0 ? paths : []) {
      const found = planes.filter(([, plane]) => plane.paths?.some((pattern) => matchesGlob(path, pattern)))
      if (found.length > 0) return found.map(([name]) => name)
    }
    return []
  }
}

/** Reports whether the app of a lineage leads to another app, directly or through others. */
function isBroughtBy(app: App, lineage: Lineage): boolean {
  const met = new Set<App>()
  for (let above = parentOf(app); above && !met.has(above); above = parentOf(above)) {
    if (above.lineage === lineage) return true
    met.add(above)
  }
  return false
}

function parentOf({ parent, lineage }: App): App | undefined {
  return parent ?? lineage?.madeBy
}

interface Plane {
  readonly name: string
  readonly isKnown: boolean
  /** The namespace of objects that do not set one themselves. */
  readonly namespace?: string
}

const known = (name: string): Plane => ({ name, isKnown: true })

/** Returns the control plane that the objects of an app are applied to. */
function targetOf(app: App): Plane {
  const { lineage, controlPlane, isControlPlaneKnown } = app
  const name = targetPlane(lineage?.destination ?? {}, controlPlane)
  return { name, isKnown: isControlPlaneKnown || name !== controlPlane, ...namespaceOf(app) }
}

/**
 * Returns the destination namespace, which Argo CD sets on objects without one: controller/state.go
 * (NormalizeTargetObjects).
 */
function namespaceOf({ kind, namespace }: App): Pick<Plane, 'namespace'> {
  return kind === 'Application' && namespace !== undefined ? { namespace } : {}
}

/** Returns a folder as the name of a control plane. */
function folderName(folder: string): string {
  return folder === '' ? '.' : folder
}

/** Removes duplicates: two ways to one control plane result in one app. */
function onePerPlane(copies: App[]): App[] {
  return copies.length < 2 ? copies : [...new Map(copies.map((app) => [identityOf(app), app])).values()]
}

/** Returns the app in a control plane. */
function placed(app: App, { name, isKnown, namespace }: Plane, parent?: App): App {
  const said = app.kind === 'Application' ? app.lineage?.ownNamespace : app.ownNamespace
  const ownNamespace = said ?? namespace
  if (
    app.controlPlane === name &&
    app.isControlPlaneKnown === isKnown &&
    app.ownNamespace === ownNamespace &&
    app.parent === parent
  )
    return app
  const own = { controlPlane: name, isControlPlaneKnown: isKnown, ownNamespace }
  return withFields(app, parent ? { ...own, parent } : own)
}
