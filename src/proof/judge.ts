import type { Move } from '../bump/request.ts'
import type { RenderedPair } from '../diff/worklist.ts'
import type { FairleadError, Fault } from '../errors.ts'
import type { ImageUse } from '../images/place.ts'
import type { SideResult } from '../render/carry-out.ts'
import { plannerFor } from '../render/planners.ts'
import { siblingsOf } from '../render/carry-out.ts'
import type { MoveProof } from './model.ts'
import type { Sighting } from './sightings.ts'
import { isSameImage, sightings, versionOf } from './sightings.ts'

/** What a plan moves, and what may move with it. */
export interface Wanted {
  readonly moves: readonly Move[]
  /** The repositories that may move: those of the request, and of what is pending beside it. */
  readonly images: readonly string[]
  readonly allowShared: boolean
  /** Why renderers cannot be used at all. */
  readonly setUp: readonly FairleadError[]
  /** What the inventory knows of the image at a move's place. */
  use(move: Move): ImageUse | undefined
}

/** A touched app, with the images of both sides. */
interface Seen {
  readonly pair: RenderedPair
  readonly name: string
  /** Why nobody knows what it runs; undefined where it is known. */
  readonly unknown: string | undefined
  /** The fault that only the edit brings. */
  readonly broken: FairleadError | undefined
  /** Whether it leads to other apps, which are touched with it. */
  readonly leads: boolean
  readonly before: readonly Sighting[]
  readonly after: readonly Sighting[]
}

/** What the rendered apps tell of each move. */
export function judge(pairs: readonly RenderedPair[], wanted: Wanted): MoveProof[] {
  const seen = pairs.map((pair) => seenIn(pair, wanted.setUp))
  const proofs = wanted.moves.map((move) => judgeMove(move, seen, wanted))
  const isOnlyImages = wanted.moves.every((move) => (wanted.use(move)?.artifact ?? 'image') === 'image')
  const fault = isOnlyImages ? strayed(seen, wanted) : undefined
  if (!fault) return proofs
  return proofs.map((proof) =>
    proof.verdict === 'disproved' ? proof : { ...proof, verdict: 'disproved', saying: fault.message, fault },
  )
}

function seenIn(pair: RenderedPair, setUp: readonly FairleadError[]): Seen {
  const { app, before, after } = pair
  const [was, is] = [siblingsOf(before), siblingsOf(after)]
  const broken =
    before && after && 'rendered' in before && 'error' in after && after.error.kind === 'input'
      ? after.error
      : undefined
  return {
    pair,
    name: nameOf(app),
    unknown: unknownIn(pair, setUp),
    broken,
    leads: is.some(({ content }) => plannerFor(content) !== undefined),
    before: sightings(was),
    after: sightings(is),
  }
}

function unknownIn(
  { app, before, after }: RenderedPair,
  setUp: readonly FairleadError[],
): string | undefined {
  const name = nameOf(app)
  if (!before || !after) return `${name} is there only on one side of the change`
  if ('error' in before && setUp.includes(before.error)) return messageOf(before.error)
  if ('error' in before)
    return `${name} cannot be rendered here, without the change either: ${messageOf(before.error)}`
  if ('error' in after) return `${name} cannot be rendered with the change: ${messageOf(after.error)}`
  const partly = [before, after].flatMap(unrenderedOf)[0]
  return partly === undefined ? undefined : `not all of ${name} can be rendered here: ${partly}`
}

function unrenderedOf(side: SideResult): string[] {
  return 'rendered' in side ? (side.unrendered ?? []).map(({ message }) => message) : []
}

function messageOf(error: FairleadError): string {
  return error.faults[0].message
}

export function nameOf({
  name,
  environment,
}: {
  readonly name: string
  readonly environment: string | undefined
}): string {
  return environment === undefined ? name : `${name} in ${environment}`
}

function judgeMove(move: Move, all: readonly Seen[], wanted: Wanted): MoveProof {
  const base = { move, warnings: [], fault: undefined }
  const unproved = (saying: string): MoveProof => ({ ...base, verdict: 'not-proved', saying })
  const use = wanted.use(move)
  if (use && use.artifact !== 'image')
    return unproved(`${move.image ?? move.key} is no image of a container, but what is deployed itself`)
  const own = targetsOf(move, all)
  if (own.length === 0)
    return unproved(
      move.app === undefined
        ? `no app that is known here is made of ${move.file}`
        : `${nameOf({ name: move.app, environment: move.environment })} is not known to be made of ${move.file}`,
    )
  const broken = own.find((one) => one.broken)
  if (broken?.broken)
    return refused(
      move,
      `${broken.name} can no longer be rendered with ${move.to}: ${messageOf(broken.broken)}`,
      {
        hint: 'Nothing was written. Check the version and the place; with verify-render: never it is written as it is.',
      },
    )
  const repository = move.image
  if (repository === undefined) return unnamed(move, own, unproved)
  const runs = own.flatMap(({ name, after }) => ({
    name,
    found: newOnes(move, repository, after),
  }))
  const proved = runs.filter(({ found }) => found.length > 0)
  if (proved.length > 0) return provedBy(move, repository, own, proved)
  const unknown = own.find((one) => one.unknown !== undefined)?.unknown
  if (unknown !== undefined) return unproved(unknown)
  return notThere(move, repository, own, { use, unproved })
}

/** The touched apps that a move is of; of one that leads to others these, too. */
function targetsOf(move: Move, all: readonly Seen[]): Seen[] {
  if (move.app === undefined) return [...all]
  const named = all.filter(
    ({ pair: { app } }) => app.name === move.app && app.environment === move.environment,
  )
  const exact = named.filter(({ pair: { app } }) => app.cluster === move.cluster)
  const own = exact.length > 0 ? exact : named
  if (!own.some(({ leads }) => leads)) return own
  return [...own, ...all.filter((one) => !own.includes(one) && one.pair.app.environment === move.environment)]
}

/** The sightings of the image at the version that a move brings. */
function newOnes(move: Move, repository: string, after: readonly Sighting[]): Sighting[] {
  return after.filter((one) => isSameImage(one.repository, repository) && hasVersion(one, move))
}

function hasVersion({ tag, digest }: Sighting, move: Move): boolean {
  const wantedTag = move.to === move.digest ? undefined : move.to
  // Where there is a digest, it decides, whatever the tag says.
  if (digest !== undefined && (move.digest !== undefined || digest === move.fromDigest))
    return digest.toLowerCase() === move.digest?.toLowerCase()
  return wantedTag !== undefined && tag === wantedTag
}

function provedBy(
  move: Move,
  repository: string,
  own: readonly Seen[],
  proved: readonly { readonly name: string; readonly found: readonly Sighting[] }[],
): MoveProof {
  const shown = proved.map(({ name, found }) => {
    const container = found.find(({ kind }) => kind === 'container')
    const [first] = found
    return container || !first
      ? `${name} runs ${versionOf(container ?? { tag: move.to })}`
      : `${name} has ${versionOf(first)} (${first.where})`
  })
  const stale = own.flatMap(({ name, after }) =>
    after
      .filter(
        (one) => one.kind === 'container' && isSameImage(one.repository, repository) && isOld(one, move),
      )
      .map(({ where }) => `${name}: ${where} still has ${repository}:${move.from ?? move.fromDigest ?? ''}`),
  )
  return {
    move,
    verdict: 'proved',
    saying: [...new Set(shown)].join('; '),
    warnings: [...new Set(stale)],
    fault: undefined,
  }
}

function isOld(one: Sighting, move: Move): boolean {
  if (hasVersion(one, move)) return false
  return one.digest === undefined
    ? move.from !== undefined && one.tag === move.from
    : one.digest === move.fromDigest
}

/** The repository is not known: then what moves from the old version to the new one tells it. */
function unnamed(move: Move, own: readonly Seen[], unproved: (saying: string) => MoveProof): MoveProof {
  const moved = own.flatMap(({ name, before, after }) =>
    after
      .filter(
        (one) =>
          one.kind !== 'text' &&
          hasVersion(one, move) &&
          !before.some((old) => old.where === one.where && hasVersion(old, move)),
      )
      .map((one) => `${name} runs ${one.repository}:${versionOf(one)}`),
  )
  if (moved.length > 0)
    return { move, verdict: 'proved', saying: [...new Set(moved)].join('; '), warnings: [], fault: undefined }
  return unproved(
    own.find((one) => one.unknown !== undefined)?.unknown ??
      `which image ${move.key} of ${move.file} is of is not known, and none moves to ${move.to}`,
  )
}

/** The app could be rendered, and the new image is not in it. */
function notThere(
  move: Move,
  repository: string,
  own: readonly Seen[],
  { use, unproved }: { use: ImageUse | undefined; unproved: (saying: string) => MoveProof },
): MoveProof {
  const moved = own.flatMap((one) => movedIn(one))
  const same = own.flatMap(({ name, after }) =>
    after
      .filter((one) => one.kind !== 'text' && isSameImage(one.repository, repository))
      .map((one) => ({ name, one })),
  )
  const ofIt = moved.filter(({ to }) => isSameImage(to.repository, repository))
  const [first] = ofIt
  if (first) return otherForm(move, first, unproved)
  const [kept] = same
  if (kept)
    return refused(
      move,
      `${kept.name} would go on running ${repository}:${versionOf(kept.one)}: what is written does not reach it`,
      {
        hint: `${lines(move, kept.one)}Change the place that decides: an overlay, a parameter or a patch above it, or the value that the chart reads. With verify-render: never it is written all the same.`,
      },
    )
  const [other] = moved
  // A mirror may have another name; only where the place itself tells no repository is it likely to be another image.
  if (other && use?.repository !== undefined && new Set(moved.map(({ to }) => to.repository)).size === 1)
    return hasVersion(other.to, move)
      ? {
          move,
          verdict: 'proved',
          saying: `${other.name} runs ${other.to.repository}:${versionOf(other.to)}`,
          warnings: [],
          fault: undefined,
        }
      : unproved(`${other.name} runs ${other.to.repository}:${versionOf(other.to)} then`)
  if (other && move.app !== undefined && use && use.repository === undefined)
    return refused(move, `what is written moves ${other.to.repository}, not ${repository}`, {
      hint: `${lines(move, other.to)}Name the image that the app runs, or its place with "values-file" and "key". With verify-render: never it is written all the same.`,
    })
  return unproved(`nothing that ${own[0]?.name ?? 'it'} renders to here names ${repository}`)
}

/** The image moves, and not to what was asked for: a template may add something of its own. */
function otherForm(
  move: Move,
  { name, from, to }: Moved,
  unproved: (saying: string) => MoveProof,
): MoveProof {
  const [old, now] = [from.tag, to.tag]
  const at = old !== undefined && move.from !== undefined ? old.indexOf(move.from) : -1
  if (old !== undefined && now !== undefined && move.from !== undefined && at >= 0) {
    const [head, tail] = [old.slice(0, at), old.slice(at + move.from.length)]
    const isTwice = (head !== '' && move.to.startsWith(head)) || (tail !== '' && move.to.endsWith(tail))
    if (now === head + move.to + tail && !isTwice)
      return { move, verdict: 'proved', saying: `${name} runs ${now}`, warnings: [], fault: undefined }
    if (now === head + move.to + tail)
      return refused(
        move,
        `${name} would run ${to.repository}:${now}, not ${move.to}: ${head || tail} is added to what is written`,
        {
          hint: `${lines(move, to)}Give the version as ${move.key} holds it, without ${head || tail}.`,
        },
      )
  }
  return unproved(`${name} runs ${to.repository}:${versionOf(to)} then, which is not ${move.to}`)
}

interface Moved {
  readonly name: string
  readonly from: Sighting
  readonly to: Sighting
}

/** What containers run that differs from before. */
function movedIn({ name, before, after, unknown }: Seen): Moved[] {
  if (unknown !== undefined && before.length === 0) return []
  return after.flatMap((to) => {
    if (to.kind !== 'container') return []
    const from = before.find((one) => one.kind === 'container' && one.where === to.where)
    const isSame =
      !from || (from.repository === to.repository && from.tag === to.tag && from.digest === to.digest)
    return isSame ? [] : [{ name, from, to }]
  })
}

/** What moves that nobody asked for; undefined where nothing does. */
function strayed(all: readonly Seen[], wanted: Wanted): Fault | undefined {
  const { images, moves, allowShared } = wanted
  const [move] = moves
  // Where a place is named, whoever reads it is meant.
  if (allowShared || images.length === 0 || !move || moves.some(({ app }) => app === undefined))
    return undefined
  const isAsked = ({ to }: Moved) => images.some((image) => isSameImage(to.repository, image))
  for (const one of all) {
    const moved = movedIn(one)
    const other = moved.find((each) => !isAsked(each))
    // Where nothing of a target is as asked for, that itself is told.
    if (other && (!isTarget(one, moves) || moved.some(isAsked))) return strayFault(move, other, 'image')
    const [first] = moved
    if (first && !moves.some((each) => isCovered(one, each))) return strayFault(move, first, 'app')
  }
  return undefined
}

function strayFault(move: Move, { name, to }: Moved, what: 'image' | 'app'): Fault {
  const cure =
    what === 'image'
      ? 'If that image is built with the same version, name it with image, too, or set allow-shared: true.'
      : 'Give this app or environment a value of its own, or set allow-shared: true to move them all.'
  return {
    message: `${name} would move ${what === 'image' ? `${to.repository} to ${versionOf(to)}` : `to ${to.repository}:${versionOf(to)}`}, too, which nobody asked for`,
    at: { file: move.file, line: move.line },
    hint: `${lines(move, to)}${cure} With verify-render: never it is written as it is.`,
  }
}

function isTarget({ pair: { app } }: Seen, moves: readonly Move[]): boolean {
  return moves.some((move) => move.app === app.name && move.environment === app.environment)
}

/** Whether a move is of an app, or is told to move it with its own: another of the same environment is. */
function isCovered({ pair: { app } }: Seen, move: Move): boolean {
  return (
    app.environment === move.environment ||
    move.alsoMoves.some((other) => other.app === app.name && other.environment === app.environment)
  )
}

function refused(move: Move, message: string, { hint }: { hint: string }): MoveProof {
  const fault = { message, at: { file: move.file, line: move.line }, hint }
  return { move, verdict: 'disproved', saying: message, warnings: [], fault }
}

/** The two lines that show it: what is written, and what is rendered all the same. */
function lines(move: Move, rendered: Sighting): string {
  const version =
    rendered.digest === undefined ? `:${versionOf(rendered)}` : `:${rendered.tag ?? ''}@${rendered.digest}`
  return [
    `written:  ${move.file}:${move.line} ${move.key}: ${move.from ?? move.fromDigest ?? '(nothing)'} -> ${move.to}`,
    `rendered: ${rendered.where}: ${rendered.repository}${version}`,
    '',
  ].join('\n  ')
}
