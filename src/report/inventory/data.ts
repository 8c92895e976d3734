import { inventoryNotes } from '../../inventory/unseen/unlisted.ts'
import { calledAs } from '../../images/called.ts'
import type { ImageUse, Place } from '../../images/place.ts'
import { guessesOf } from '../../inventory/guesses.ts'
import type { App, Inventory, Unresolved } from '../../inventory/model.ts'

/**
 * Returns the published form of the inventory: the data that people and scripts need, without details of how it was
 * read.
 *
 * @param parents the parent of each app
 */
export function inventoryData({ apps, projects, unresolved }: Inventory, parents: ReadonlyMap<App, App>) {
  return {
    apps: apps.map((app) => ({ ...appData(app), parent: parentData(parents.get(app)) })),
    projects,
    unresolved: unresolved.map(unresolvedData),
  }
}

function appData(app: App) {
  return {
    name: app.name,
    environment: app.environment ?? null,
    production: app.production,
    controlPlane: app.controlPlane ?? null,
    ownNamespace: app.ownNamespace ?? null,
    cluster: app.cluster ?? null,
    clusterName: app.clusterName ?? null,
    namespace: app.namespace ?? null,
    controller: app.controller,
    kind: app.kind,
    project: app.project ?? null,
    autoSync: app.autoSync ?? null,
    assumed: app.assumed ?? null,
    declaredAt: app.declaredAt,
    madeFrom: app.madeFrom ?? null,
    generatedBy: app.generatedBy ?? null,
    sources: app.sources.map((source) => ({
      type: source.type,
      repoURL: source.repoURL ?? null,
      path: source.path ?? null,
      chart: source.chart ?? null,
      targetRevision: source.targetRevision ?? null,
      inThisRepository: source.inThisRepository,
    })),
    valuesFiles: app.valuesFiles,
    images: app.images.filter(({ artifact }) => artifact !== 'git').map(imageData),
    gitRevisions: app.images.filter(({ artifact }) => artifact === 'git').map(imageData),
    notes: inventoryNotes(app),
    guessed: guessesOf(app),
  }
}

function parentData(parent: App | undefined) {
  if (!parent) return null
  const { kind, name, environment, declaredAt } = parent
  return { kind, name, environment: environment ?? null, declaredAt }
}

function unresolvedData({ file, line, kind, name, reason, count, hint }: Unresolved) {
  return {
    file,
    line: line ?? null,
    kind,
    name: name ?? null,
    reason,
    count: count ?? 1,
    hint: hint ?? null,
  }
}

function imageData(use: ImageUse) {
  return {
    kind: use.artifact,
    repository: use.repository ?? null,
    name: calledAs(use),
    tag: use.tag ?? null,
    digest: use.digest ?? null,
    container: use.container ?? null,
    setBy: use.setBy,
    place: use.place ? placeData(use.place) : null,
    digestPlace: use.digestPlace ? placeData(use.digestPlace) : null,
  }
}

function placeData({ file, document, key, line, column }: Place) {
  return { file, document, key, line, column }
}
