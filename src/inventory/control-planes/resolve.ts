import type { Config } from '../../config/config.ts'
import { matchesGlob } from '../../patterns/own.ts'
import type { App } from '../model.ts'
import { targetPlane } from './destination.ts'
import { identityOf } from './identity.ts'
import { withFields } from '../with-fields.ts'
import type { Lineage } from '../model.ts'

/**
 * Gives every app its control plane: what `fairlead.yaml` says; where what applies it deploys to; otherwise what its
 * own file tells. An object that is applied to several control planes is an app in each of them, and so is all that
 * it leads to.
 *
 * @param apps as they were read, or as this gave them before: then what has become known since counts
 */
export function withControlPlanes(apps: readonly App[], config: Config): App[] {
  const resolver = new Resolver(apps, config)
  const seen = new Set<Lineage>()
  return apps.flatMap((app) => {
    if (!app.lineage) return [app]
    // One app of several control planes was one when it was read.
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
  /** Who applies what stands at a place. */
  readonly #appliers = new Map<string, Applier[]>()
  readonly #copies = new Map<Lineage, readonly App[]>()
  /** The apps that are given: a parent may be known as it was before something was added to it. */
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

  /** The app once for each of its control planes. */
  copiesOf(app: App): readonly App[] {
    const { lineage } = app
    return lineage ? this.#copiesOf(this.#given.get(lineage) ?? app, lineage) : [app]
  }

  #copiesOf(app: App, lineage: Lineage): readonly App[] {
    const known = this.#copies.get(lineage)
    if (known) return known
    // Apps that apply each other are not applied by the one that is looked at already.
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
        // What a set makes, the app that deploys the set does not hold itself.
        app.parent && above,
      ),
    )
    return onePerPlane(copies)
  }

  #alone(app: App, lineage: Lineage): App[] {
    const said = this.#said(lineage).map(known)
    const [only] = said
    if (only && said.length === 1) return [placed(app, only)]
    // A file that several of them share says nothing of its own.
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
            // What one kustomization makes of an object, who builds another one does not apply.
            overlay === undefined ||
            (folder !== undefined &&
              (folder === '' || overlay === folder || overlay.startsWith(`${folder}/`))),
        )
        .map(({ app }) => app)
        // What an app leads to is where the app is, and does not say where that is.
        .filter((app) => !isBelow(app, lineage))
    )
  }

  /** The control planes of `fairlead.yaml` that fit the strongest path which any of them fits. */
  #said({ paths }: Lineage): string[] {
    const planes = Object.entries(this.#config.controlPlanes)
    for (const path of planes.length > 0 ? paths : []) {
      const found = planes.filter(([, plane]) => plane.paths?.some((pattern) => matchesGlob(path, pattern)))
      if (found.length > 0) return found.map(([name]) => name)
    }
    return []
  }
}

/** Whether an app is led to by the one of a lineage, through whatever is between them. */
function isBelow(app: App, lineage: Lineage): boolean {
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
  /** Where an object goes there that says none itself. */
  readonly namespace?: string
}

const known = (name: string): Plane => ({ name, isKnown: true })

/** The control plane that the objects of an app are applied to. */
function targetOf(app: App): Plane {
  const { lineage, controlPlane, isControlPlaneKnown } = app
  const name = targetPlane(lineage?.destination ?? {}, controlPlane)
  return { name, isKnown: isControlPlaneKnown || name !== controlPlane, ...namespaceOf(app) }
}

/** Argo CD puts what has no namespace of its own into that of the destination: controller/state.go (NormalizeTargetObjects). */
function namespaceOf({ kind, namespace }: App): Pick<Plane, 'namespace'> {
  return kind === 'Application' && namespace !== undefined ? { namespace } : {}
}

/** A folder as the name of a control plane. */
function folderName(folder: string): string {
  return folder === '' ? '.' : folder
}

/** Two ways to one place give one app. */
function onePerPlane(copies: App[]): App[] {
  return copies.length < 2 ? copies : [...new Map(copies.map((app) => [identityOf(app), app])).values()]
}

/** The app there. */
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
