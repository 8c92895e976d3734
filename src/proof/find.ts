import type { NewImage } from '../bump/request.ts'
import { filesWith } from '../moves/values.ts'
import { renderPairs } from '../affected/render-pairs.ts'
import { declarationsOf } from '../affected/declared.ts'
import { inputError } from '../errors.ts'
import type { ImageUse, Place } from '../images/place.ts'
import { placeId } from '../images/place.ts'
import { isSameRepository } from '../images/reference.ts'
import { ControlPlanesApart } from '../inventory/control-planes/identity.ts'
import type { App } from '../inventory/model.ts'
import type { OpenInventory } from '../inventory/open.ts'
import { likelyBranch } from '../parents/complete.ts'
import { Renders } from '../parents/renders.ts'
import type { Tree } from '../tree/tree.ts'
import { candidates } from './candidates.ts'
import { judge } from './judge.ts'
import type { ProvedMove } from './model.ts'
import { seenIn } from './seen.ts'
import { isSameImage } from './sightings.ts'
import type { ProofParts } from './touched.ts'
import { renderTouched } from './touched.ts'

/** The search for an image of an app whose location is not known. */
export interface Search {
  readonly tree: Tree
  /** The inventory, including what only the output of apps declares. */
  readonly open: OpenInventory
  readonly app: App
  readonly image: NewImage
  readonly allowShared: boolean
}

/** The most trials. Each trial renders the app once. */
const MOST_TRIALS = 20

/**
 * Finds by trial the location that sets an image: of the scalars that hold its version, the one whose change updates
 * the image and nothing else.
 *
 * @returns undefined if there is none, or if the app cannot be rendered
 * @throws FairleadError (input) if there are several
 */
export async function findByTrial(search: Search, parts: ProofParts): Promise<ImageUse | undefined> {
  const { open, app, image } = search
  const wanted = image.tag ?? image.digest
  const running = await runningVersion(search, parts)
  if (running === undefined || wanted === undefined) return undefined
  const { version } = running
  const to = version === wanted ? otherThan(image) : wanted
  const found: ImageUse[] = []
  const all = await candidates(open.context.files, app, image.repository, version)
  for (const use of all.slice(0, MOST_TRIALS))
    if (use.place && (await moves(search, use.place, { from: version, to }, parts))) found.push(use)
  if (found.length > 1) {
    const places = found.map(({ place }) => `${place?.file}:${place?.line} ${place?.key}`)
    throw inputError(`several locations set ${image.repository} of ${app.name}: ${places.join(', ')}`, {
      at: app.declaredAt,
      hint: 'Set the one to change with "values-file" and "key".',
    })
  }
  const [only] = found
  // If the location is already known for this image by another name, only an exact match with the running image shows
  // which name is right.
  const isKnown = only !== undefined && app.images.some((use) => isKnownOtherwise(use, only))
  return isKnown && !running.isExact ? undefined : only
}

/**
 * Reports whether a location that was found by trial is already known for the same image by a name that nothing runs
 * under. This happens if a helper of the chart adds a registry in front.
 */
export function isKnownOtherwise({ place, repository }: ImageUse, found: ImageUse): boolean {
  return (
    place !== undefined &&
    found.place !== undefined &&
    placeId(place) === placeId(found.place) &&
    repository !== undefined &&
    isSameImage(repository, found.repository ?? '')
  )
}

/**
 * Returns the only version of an image that an app runs now, and whether it runs under exactly the requested name;
 * undefined if the version is not known, or if there are several.
 */
async function runningVersion(
  { tree, open, app, image }: Search,
  { rendering: { renderer, remoteSources }, standing }: ProofParts,
): Promise<{ readonly version: string; readonly isExact: boolean } | undefined> {
  const repo = { tree, context: open.context, ...(standing ?? likelyBranch(open)), remoteSources }
  const side = { declarations: declarationsOf(open), renders: new Renders(repo, renderer) }
  const [pair] = await renderPairs([{ before: app, after: app, files: [] }], {
    before: side,
    after: side,
    apart: new ControlPlanesApart(),
    shard: undefined,
  })
  const own = pair ? seenIn(pair, []).after : []
  const same = own.filter(
    ({ kind, repository }) => kind !== 'text' && isSameImage(repository, image.repository),
  )
  const [version, ...more] = new Set(same.map(({ tag, digest }) => digest ?? tag ?? ''))
  if (version === undefined || version === '' || more.length > 0) return undefined
  return { version, isExact: same.some(({ repository }) => isSameRepository(repository, image.repository)) }
}

/**
 * Returns another version to try if an app already runs the new one, as in a rerun: the location still has to be
 * found.
 */
function otherThan({ tag, digest }: NewImage): string {
  const wanted = tag ?? digest ?? ''
  return `${wanted.slice(0, -1)}${wanted.endsWith('1') ? '2' : '1'}`
}

/** Reports whether a new version at a location changes the image of the app, and nothing else. */
async function moves(
  { tree, app, image, allowShared }: Search,
  place: Place,
  { from, to }: { readonly from: string; readonly to: string },
  parts: ProofParts,
): Promise<boolean> {
  const [before, after] = place.around ?? ['', '']
  const { file, key, document, text } = place
  const value = { file, document, key, value: `${before}${to}${after}`, was: text }
  const files = await filesWith(tree, [value])
  if (files.length === 0) return false
  const changes = new Map(files.map(({ path, content }) => [path, content]))
  const { pairs, tooMany } = await renderTouched({ tree, changes }, parts)
  if (tooMany !== undefined) return false
  const move: ProvedMove = {
    app: app.name,
    environment: app.environment,
    cluster: app.cluster,
    alsoMoves: [],
    image: image.repository,
    file: place.file,
    key: place.key,
    document,
    line: place.line,
    from,
    to,
    fromDigest: undefined,
    digest: image.tag === undefined ? to : undefined,
  }
  const [proof] = await judge(pairs, {
    moves: [move],
    images: [image.repository],
    allowShared,
    setUp: [],
    use: () => undefined,
    usesOf: () => Promise.resolve([]),
    elsewhere: () => undefined,
    mayRead: () => Promise.resolve(true),
  })
  return proof?.verdict === 'proved'
}
