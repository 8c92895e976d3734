import { inputError } from '../errors.ts'
import type { ImageUse, Place } from '../images/place.ts'
import { isSameRepository } from '../images/reference.ts'
import { assumedNote } from '../inventory/leading/assumed.ts'
import { followedFolders } from '../inventory/followed.ts'
import type { App, Inventory } from '../inventory/model.ts'
import type { ChangedBranch } from '../inventory/follows.ts'
import { followsElsewhere, UNKNOWN_BRANCH } from '../inventory/follows.ts'
import type { MergeEffect } from '../inventory/on-merge.ts'
import { onMerge } from '../inventory/on-merge.ts'
import type { KeyPath } from '../yaml/keys.ts'
import { formatKeyPath } from '../yaml/keys.ts'
import { aliasesOf, lookUp, wholeFile } from '../yaml/lookup.ts'
import type { YamlFile } from '../yaml/nodes.ts'
import type { PlanBuilder } from './builder.ts'
import { checkOld } from './old-value.ts'
import type { AppTarget, Move } from './request.ts'
import type { Selected } from './select.ts'
import { alsoMoved, companions, neighbours, refuseMisled, refuseShared } from './select.ts'
import type { Held } from './version.ts'
import { heldAt, refuseFloating } from './version.ts'

/**
 * Adds one image of an app, at the place that sets it; or, with `create`, in the environment's own values file
 * where the place is another environment's too.
 *
 * @param all everything that the target selected
 */
export function planSelected(
  builder: PlanBuilder,
  inventory: Inventory,
  target: AppTarget,
  one: Selected,
  all: readonly Selected[],
): void {
  const { app, use, image, unsure } = one
  const { allow } = builder
  refuseFloating(image.tag, allow)
  if (unsure) builder.note(unsure)
  const assumed = assumedNote(app)
  if (assumed) builder.note(assumed)
  if (target.environments.length > 0 && app.environmentBy !== undefined)
    builder.note(
      `${app.name} is in ${app.environment ?? ''} only because ${app.environmentBy} is; a label "environment" on it makes that certain`,
    )
  const base = {
    app: app.name,
    environment: app.environment,
    cluster: app.cluster,
    production: app.production,
    alsoMoves: [] as Move['alsoMoves'],
    follows: followedFolders(app),
    image: image.repository,
  }
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
  if (besides.length > 0)
    builder.note(
      `${use.place?.file} moves these apps of the same environment too: ${[...new Set(besides.map((other) => `${other.app.name} (${other.use.repository ?? 'repository unknown'})`))].join(', ')}`,
    )
  // Where a digest alone decides, it is what moves.
  const place =
    use.place ??
    (use.tag === undefined || image.tag === use.tag || !allow.create ? use.digestPlace : undefined)
  if (place && (others.length === 0 || allow.shared)) {
    if (others.length > 0)
      builder.note(
        `${place.file} moves these apps too: ${[...new Set(others.map((other) => `${other.name} (${other.environment ?? 'no environment'})`))].join(', ')}`,
      )
    const allowShared = allow.shared || isMovedAsWhole(builder.files.get(place.file), place, all)
    const { file, key, document, line } = place
    const where = { path: place.path, document, allowShared }
    noteElsewhere(builder, app, file)
    const moved = {
      ...base,
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
    }
    if (!use.place) return builder.addDigest(place.text, image, where, moved)
    const held = heldAt(place, use.form)
    checkOld(held, place.text, { path: place.path, at: { file, line }, repository: image.repository })
    const beside =
      use.digestPlace ??
      (use.digestPath && image.digest !== undefined && held.digest === undefined
        ? { path: use.digestPath, text: '', create: true }
        : undefined)
    builder.addVersion({ ...held, tag: held.tag ?? use.tag }, image, where, beside, moved)
    return
  }
  const own = ownPlace(inventory, app, use, target.clusters)
  if (!use.place && !(allow.create && own)) throw setNowhere(one, own?.file)
  const file = own && builder.files.get(own.file)
  if (!own || !file || !allow.create) throw refuseShared(one, others, own?.file)
  noteElsewhere(builder, app, own.file)
  // A digest of the lower layer would stay in force, so a key of its own stands against it.
  const { digestPlace } = use
  const last = digestPlace?.path.at(-1)
  const beside =
    digestPlace && last !== undefined
      ? { path: [...own.path.slice(0, -1), last], text: digestPlace.text, create: true }
      : undefined
  const held: Held = {
    form: 'tag',
    prefix: '',
    suffix: '',
    repository: undefined,
    tag: use.tag,
    digest: beside ? undefined : use.digest,
  }
  const document = file.documents[0]?.index ?? 0
  const where = { path: own.path, document, create: true }
  builder.addVersion(held, image, where, beside, {
    ...base,
    onMerge: effectOf(app, own.file, inventory, builder.branch),
    file: own.file,
    key: formatKeyPath(own.path),
    document,
    line: 1,
  })
}

/** What a merge does to an app of which a value in a file moves; nothing is told of one that follows another branch. */
function effectOf(
  app: App,
  file: string,
  { apps }: Inventory,
  branch: ChangedBranch,
): MergeEffect | undefined {
  if (followsElsewhere(app, file, branch) !== undefined) return undefined
  return onMerge(app, { isDeclarationChanged: file === app.declaredAt.file, among: apps })
}

/** Notes that a change does not reach an app, since that follows another branch. */
function noteElsewhere(builder: PlanBuilder, app: App, file: string): void {
  const { branch } = builder
  const revision = followsElsewhere(app, file, branch)
  if (revision === undefined) return
  const [only, ...more] = branch === UNKNOWN_BRANCH ? [] : branch.names
  const here = only === undefined || more.length > 0 ? 'another branch' : only
  const name = revision === 'HEAD' ? 'the default branch' : revision
  builder.warn(
    `${app.name} follows ${name} of this repo: a change of ${file} in ${here} does not reach it until it is there too. To change that branch: update with base${revision === 'HEAD' ? ' left out' : `: ${revision}`}`,
  )
}

function setNowhere({ app, use, image }: Selected, own: string | undefined) {
  const version =
    use.withoutPlace ??
    app.notes.find((note) => note.startsWith(`the tag of ${use.repository ?? 'its image'} is not set`))
  return inputError(`the tag of ${image.repository} is set nowhere for ${app.name}`, {
    at: { file: app.declaredAt.file, line: app.declaredAt.line },
    hint: `${version ? `${version}. ` : ''}${own === undefined ? 'Name' : `Set create: true to add it to ${own}, or name`} the place with "values-file" and "key".`,
  })
}

/**
 * The app's own values file, where a value of its own could be added: the last that no other environment reads, nor
 * any other cluster, where some are asked for.
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
      clusters.length > 0 && !(other.cluster !== undefined && clusters.includes(other.cluster))
    return new Set(readers.map((other) => other.environment)).size <= 1 && !readers.some(isElsewhere)
  })
  return file !== undefined && use.addPath ? { file, path: use.addPath } : undefined
}

/** Whether all aliases that read the place are of images that move now, so that no other value moves with them. */
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
