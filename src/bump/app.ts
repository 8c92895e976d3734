import { inputError } from '../errors.ts'
import type { ImageUse, Place } from '../images/place.ts'
import { isSameRepository } from '../images/reference.ts'
import { assumedNote } from '../inventory/leading/assumed.ts'
import { followedFolders } from '../inventory/followed.ts'
import type { App, Inventory } from '../inventory/model.ts'
import { isOnCluster } from '../inventory/on-cluster.ts'
import type { ChangedBranch } from '../inventory/follows.ts'
import { followsOtherBranch, UNKNOWN_BRANCH } from '../inventory/follows.ts'
import type { MergeEffect } from '../inventory/on-merge.ts'
import { onMerge } from '../inventory/on-merge.ts'
import type { KeyPath } from '../yaml/keys.ts'
import { formatKeyPath } from '../yaml/keys.ts'
import { aliasesOf, lookUp, wholeFile } from '../yaml/lookup.ts'
import type { YamlFile } from '../yaml/nodes.ts'
import type { PlanBuilder } from './builder.ts'
import { checkOld } from './old-value.ts'
import type { AppTarget } from './request.ts'
import type { MoveNote } from '../moves/move.ts'
import type { Selected } from './select.ts'
import { alsoMoved, companions, neighbours, refuseMisled, refuseShared } from './sharing.ts'
import type { ParsedVersion } from './version.ts'
import { parsePlace, refuseFloating } from './version.ts'

/** The request of a target. */
export interface Asked {
  readonly target: AppTarget
  /** Everything that the target selected. */
  readonly all: readonly Selected[]
}

/**
 * Adds one image of an app: at the location that sets it or, with `create`, in the environment's own values file if
 * the location also belongs to another environment.
 *
 * @throws FairleadError (refused) if a rule forbids it, (input) if nothing can be set
 */
export function planSelected(builder: PlanBuilder, inventory: Inventory, one: Selected, asked: Asked): void {
  const { app, use, image } = one
  const { target } = asked
  const { allow } = builder
  refuseFloating(image.tag, allow)
  const others = alsoMoved(
    inventory,
    one,
    target.environments.length > 0 ? target.environments : [app.environment],
    target.clusters,
  )
  const besides = neighbours(inventory, one)
  const misled = [
    ...besides.filter(
      (other) =>
        other.use.repository !== undefined && !isSameRepository(other.use.repository, image.repository),
    ),
    ...companions(one, target.images).map((other) => ({ app, use: other })),
  ]
  if (misled.length > 0 && !allow.shared) throw refuseMisled(one, misled)
  const notes = [...notesOf(one, target), ...besidesNote(one, besides)]
  // If only a digest determines the image, the digest is changed.
  const place =
    use.place ??
    (use.tag === undefined || image.tag === use.tag || !allow.create ? use.digestPlace : undefined)
  const spot = { one, asked, notes, others, inventory }
  if (place && (others.length === 0 || allow.shared)) planAt(builder, place, spot)
  else planOwn(builder, spot)
}

/** The known facts about one image before its location is chosen. */
interface Spot {
  readonly one: Selected
  readonly asked: Asked
  readonly notes: readonly MoveNote[]
  /** The apps of other environments that a change of the location also updates. */
  readonly others: readonly App[]
  readonly inventory: Inventory
}

/** Returns notes for the user about the choice of an app. */
function notesOf({ app, unsure }: Selected, target: AppTarget): MoveNote[] {
  const isByAnother = target.environments.length > 0 && app.environmentBy !== undefined
  return [
    unsure,
    assumedNote(app),
    isByAnother
      ? `${app.name} is in ${app.environment ?? ''} only because ${app.environmentBy} is; to confirm the environment, add a label "environment" to it`
      : undefined,
  ].flatMap((text) => (text === undefined ? [] : [{ text }]))
}

function besidesNote(
  { use }: Selected,
  besides: readonly { readonly app: App; readonly use: ImageUse }[],
): MoveNote[] {
  if (besides.length === 0) return []
  const names = besides.map((other) => `${other.app.name} (${other.use.repository ?? 'repository unknown'})`)
  return [
    {
      text: `this change of ${use.place?.file} also updates other apps of the same environment: ${[...new Set(names)].join(', ')}`,
      isWarning: true,
    },
  ]
}

function baseOf({ app, image }: Selected) {
  return {
    app: app.name,
    environment: app.environment,
    cluster: app.cluster,
    production: app.production,
    follows: followedFolders(app),
    image: image.repository,
  }
}

/** Changes the location that sets the image. */
function planAt(builder: PlanBuilder, place: Place, { one, asked, notes, others, inventory }: Spot): void {
  const { app, use, image } = one
  const { file, key, document, line } = place
  const names = others.map((other) => `${other.name} (${other.environment ?? 'no environment'})`)
  const text = `this change of ${file} also updates: ${[...new Set(names)].join(', ')}`
  const shared: MoveNote[] = names.length > 0 ? [{ text, isWarning: true }] : []
  const allowShared = builder.allow.shared || isMovedAsWhole(builder.files.get(file), place, asked.all)
  const where = { path: place.path, document, allowShared }
  const base = {
    ...baseOf(one),
    alsoMoves: others.map((other) => ({
      app: other.name,
      environment: other.environment,
      production: other.production,
      onMerge: effectOf(other, file, inventory, builder.branch),
    })),
    onMerge: effectOf(app, file, inventory, builder.branch),
    file,
    key,
    document,
    line,
    notes: [...notes, ...shared, ...otherBranchNote(builder, app, file)],
  }
  if (!use.place) return builder.addDigest(place.text, image, where, base)
  const parsed = parsePlace(place, use.form)
  checkOld(parsed, place.text, { path: place.path, at: { file, line }, repository: image.repository })
  const separateDigest =
    use.digestPlace ??
    (use.digestPath && image.digest !== undefined && parsed.digest === undefined
      ? { path: use.digestPath, text: '', create: true }
      : undefined)
  builder.addVersion(
    image,
    { parsed: { ...parsed, tag: parsed.tag ?? use.tag }, where, separateDigest },
    base,
  )
}

/** Adds a location of the app's own that does not exist yet. */
function planOwn(builder: PlanBuilder, { one, asked, notes, others, inventory }: Spot): void {
  const { app, use, image } = one
  const { create } = builder.allow
  const own = ownPlace(inventory, app, use, asked.target.clusters)
  if (!use.place && !(create && own)) throw setNowhere(one, own?.file)
  const file = own && builder.files.get(own.file)
  if (!own || !file || !create) throw refuseShared(one, others, own?.file)
  // The digest of the lower layer would stay in effect, so the own layer needs a digest key that overrides it.
  const { digestPlace } = use
  const last = digestPlace?.path.at(-1)
  const separateDigest =
    digestPlace && last !== undefined
      ? { path: [...own.path.slice(0, -1), last], text: digestPlace.text, create: true }
      : undefined
  const parsed: ParsedVersion = {
    form: 'tag',
    prefix: '',
    suffix: '',
    repository: undefined,
    tag: use.tag,
    digest: separateDigest ? undefined : use.digest,
  }
  const document = file.documents[0]?.index ?? 0
  const where = { path: own.path, document, create: true }
  builder.addVersion(
    image,
    { parsed, where, separateDigest },
    {
      ...baseOf(one),
      alsoMoves: [],
      onMerge: effectOf(app, own.file, inventory, builder.branch),
      file: own.file,
      key: formatKeyPath(own.path),
      document,
      line: 1,
      notes: [...notes, ...otherBranchNote(builder, app, own.file)],
    },
  )
}

/**
 * Returns the effect of a merge on an app if a value in a file changes; undefined if the app follows another branch.
 */
function effectOf(
  app: App,
  file: string,
  { apps }: Inventory,
  branch: ChangedBranch,
): MergeEffect | undefined {
  if (followsOtherBranch(app, file, branch) !== undefined) return undefined
  return onMerge(app, { isDeclarationChanged: file === app.declaredAt.file, among: apps })
}

/** Returns a warning if a change does not reach an app because it follows another branch. */
function otherBranchNote({ branch }: PlanBuilder, app: App, file: string): MoveNote[] {
  const revision = followsOtherBranch(app, file, branch)
  if (revision === undefined) return []
  const [only, ...more] = branch === UNKNOWN_BRANCH ? [] : branch.names
  const here = only === undefined || more.length > 0 ? 'another branch' : only
  const name = revision === 'HEAD' ? 'the default branch' : revision
  const text = `${app.name} follows ${name} of this repo: a change of ${file} in ${here} does not reach it until the change is also on ${name}. To change that branch, run update ${revision === 'HEAD' ? 'without base' : `with base: ${revision}`}`
  return [{ text, isWarning: true }]
}

function setNowhere({ app, use, image }: Selected, own: string | undefined) {
  const version =
    use.withoutPlace ??
    app.notes.find((note) => note.startsWith(`the tag of ${use.repository ?? 'its image'} is not set`))
  return inputError(`the tag of ${image.repository} is not set for ${app.name}`, {
    at: { file: app.declaredAt.file, line: app.declaredAt.line },
    hint: `${version ? `${version}. ` : ''}${own === undefined ? 'Set' : `Set create: true to add it to ${own}, or set`} "values-file" and "key".`,
  })
}

/**
 * Returns the app's own values file for a new value: the last one that no other environment reads and, if clusters
 * are requested, no other cluster.
 */
function ownPlace(
  inventory: Inventory,
  app: App,
  use: ImageUse,
  clusters: readonly string[],
): { file: string; path: KeyPath } | undefined {
  const file = app.valuesFiles.findLast((path) => {
    const readers = inventory.apps.filter((other) => other.valuesFiles.includes(path))
    const isElsewhere = (other: App) =>
      clusters.length > 0 && !clusters.some((wanted) => isOnCluster(other, wanted))
    return new Set(readers.map((other) => other.environment)).size <= 1 && !readers.some(isElsewhere)
  })
  return file !== undefined && use.addPath ? { file, path: use.addPath } : undefined
}

/**
 * Reports whether all aliases that read the location belong to images that are updated now, so that no other value
 * changes with them.
 */
function isMovedAsWhole(file: YamlFile | undefined, place: Place, all: readonly Selected[]): boolean {
  const document = file?.documents.find((candidate) => candidate.index === place.document)
  if (!file || !document) return false
  const lookup = lookUp(wholeFile(file, document), place.path)
  if (lookup.found !== 'scalar') return false
  const readers = all
    .flatMap(({ use }) => use.place ?? use.digestPlace ?? [])
    .filter((other) => other.file === place.file && other.key === place.key)
  const moved = new Set(readers.flatMap(({ aliases }) => aliases.map((alias) => alias.start)))
  return aliasesOf(lookup).every((alias) => moved.has(alias.start))
}
