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

/** An image of an app whose place nothing tells. */
export interface Search {
  readonly tree: Tree
  /** With what only the output of apps declares. */
  readonly open: OpenInventory
  readonly app: App
  readonly image: NewImage
  readonly allowShared: boolean
}

/** Each trial renders the app once. */
const MOST_TRIALS = 20

/**
 * Finds the place that sets an image by trial: of the scalars that hold its version, the one whose change moves the
 * image and nothing else.
 *
 * @returns undefined where there is none, or the app cannot be rendered
 * @throws FairleadError (input) where several do
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
  // A place that is known for this image by another name: only what runs tells which of the names is right.
  const isKnown = only !== undefined && app.images.some((use) => isKnownOtherwise(use, only))
  return isKnown && !running.isExact ? undefined : only
}

/**
 * Whether a place that was found by trial is known for the same image by a name that nothing runs under, as where a
 * helper of the chart puts a registry before it.
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
 * The only version of an image that an app runs now, and whether it runs under the very name that is asked for;
 * undefined where it is not known, or there are several.
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

/** A version to try where an app runs the new one already, as in a rerun: the place is to be found all the same. */
function otherThan({ tag, digest }: NewImage): string {
  const wanted = tag ?? digest ?? ''
  return `${wanted.slice(0, -1)}${wanted.endsWith('1') ? '2' : '1'}`
}

/** Whether a new version at a place moves the image of the app, and nothing else. */
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
