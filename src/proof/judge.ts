import type { RenderedPair } from '../affected/rendered-pair.ts'
import type { FairleadError } from '../errors.ts'
import type { ImageUse } from '../images/place.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import type { MoveProof, ProvedMove } from './model.ts'
import type { Moved, Seen } from './seen.ts'
import { messageOf, movedIn, nameOf, seenIn } from './seen.ts'
import type { Sighting } from './sightings.ts'
import { isSameImage, looksLike, versionOf } from './sightings.ts'
import { strayed } from './strayed.ts'
import { SKIP, twoLines } from './texts.ts'

/** The moves of a plan, and the known facts about them. */
export interface Wanted {
  readonly moves: readonly ProvedMove[]
  /** The repositories that may move: those of the request, and of pending changes. */
  readonly images: readonly string[]
  readonly allowShared: boolean
  /** The reasons why renderers cannot be used at all. */
  readonly setUp: readonly FairleadError[]
  /** Returns the image at a move's location, as far as the inventory knows it. */
  use(move: ProvedMove): ImageUse | undefined
  /** Returns the locations that set images of an app. */
  usesOf(app: DeclaredApp): Promise<readonly ImageUse[]>
  /** Returns the revision of this repo at which an app reads a move's file, if the change is not on it. */
  elsewhere(app: DeclaredApp, move: ProvedMove): string | undefined
  /** Reports whether templates of the app may read what a move writes. */
  mayRead(app: DeclaredApp, move: ProvedMove): Promise<boolean>
}

/** Judges each move by the rendered apps. */
export async function judge(pairs: readonly RenderedPair[], wanted: Wanted): Promise<MoveProof[]> {
  const seen = pairs.map((pair) => seenIn(pair, wanted.setUp))
  const proofs = await Promise.all(wanted.moves.map((move) => new Judge(move, seen, wanted).proof()))
  const isOnlyImages = wanted.moves.every((move) => (wanted.use(move)?.artifact ?? 'image') === 'image')
  const fault = isOnlyImages && !wanted.allowShared ? strayed(seen, wanted.moves, wanted.images) : undefined
  if (!fault) return proofs
  return proofs.map((proof) =>
    proof.verdict === 'disproved' ? proof : { ...proof, verdict: 'disproved', saying: fault.message, fault },
  )
}

class Judge {
  readonly #move: ProvedMove
  readonly #wanted: Wanted
  /** The affected apps that the move belongs to. */
  readonly #own: readonly Seen[]
  readonly #use: ImageUse | undefined

  constructor(move: ProvedMove, all: readonly Seen[], wanted: Wanted) {
    this.#move = move
    this.#wanted = wanted
    this.#own = targetsOf(move, all)
    this.#use = wanted.use(move)
  }

  async proof(): Promise<MoveProof> {
    const move = this.#move
    const own = this.#own
    if (this.#use && this.#use.artifact !== 'image')
      return this.#unproved(`${move.image ?? move.key} is not a container image but is itself deployed`)
    if (own.length === 0)
      return this.#unproved(
        move.app === undefined
          ? `no known app uses ${move.file}`
          : `${nameOf({ name: move.app, environment: move.environment })} is not known to use ${move.file}`,
      )
    const broken = own.find((one) => one.broken)
    // If only the location is given, the value may not be the version of an image.
    if (broken?.broken && (this.#use ?? move.image) !== undefined)
      return this.#disproved(
        `${broken.name} can no longer be rendered with ${move.to}: ${messageOf(broken.broken)}`,
        `Check the version and the location. ${SKIP}`,
      )
    if (move.image === undefined) return this.#unnamed()
    const runs = own.flatMap((one) => this.#newOnes(one.name, one.after, move.image ?? ''))
    if (runs.length > 0) return this.#proved(runs)
    const unknown = own.find((one) => one.unknown !== undefined)?.unknown
    return unknown === undefined ? this.#notThere(move.image) : this.#unproved(unknown)
  }

  #newOnes(name: string, after: readonly Sighting[], repository: string): { name: string; one: Sighting }[] {
    const found = after.filter(
      (one) => isSameImage(one.repository, repository) && hasVersion(one, this.#move),
    )
    const first = found.find(({ kind }) => kind === 'container') ?? found[0]
    return first ? [{ name, one: first }] : []
  }

  #proved(runs: readonly { readonly name: string; readonly one: Sighting }[]): MoveProof {
    const shown = runs.map(({ name, one }) =>
      one.kind === 'container'
        ? `${name} runs ${versionOf(one)}`
        : `${name} has ${versionOf(one)} (${one.where})`,
    )
    return this.#provedAs([...new Set(shown)].join('; '))
  }

  #provedAs(saying: string): MoveProof {
    const { from, fromDigest } = this.#move
    const stale = this.#own.flatMap(({ name, after }) =>
      after
        .filter((one) => one.kind === 'container' && this.#isOfIt(one) && isOld(one, this.#move))
        .map(
          ({ where, repository }) =>
            `${name}: ${where} still has ${repository}${from === undefined ? `@${fromDigest ?? ''}` : `:${from}`}`,
        ),
    )
    return {
      move: this.#move,
      verdict: 'proved',
      saying,
      warnings: [...new Set(stale)],
      fault: undefined,
    }
  }

  /** Handles a move of an unknown image: the images that change to the new version identify it. */
  #unnamed(): MoveProof {
    const moved = this.#own.flatMap(({ name, before, after }) =>
      after
        .filter(
          (one) =>
            one.kind !== 'text' &&
            hasVersion(one, this.#move) &&
            !before.some((old) => old.where === one.where && hasVersion(old, this.#move)),
        )
        .map((one) => `${name} runs ${one.repository}:${versionOf(one)}`),
    )
    if (moved.length > 0) return this.#provedAs([...new Set(moved)].join('; '))
    return this.#unproved(
      this.#own.find((one) => one.unknown !== undefined)?.unknown ??
        `it is unknown which image ${this.#move.key} of ${this.#move.file} belongs to, and no image changes to ${this.#move.to}`,
    )
  }

  /** Handles apps that could be rendered but do not contain the new image. */
  async #notThere(repository: string): Promise<MoveProof> {
    const moved = this.#own.flatMap(movedIn)
    const [ofIt] = moved.filter(({ to }) => this.#isOfIt(to))
    if (ofIt) return this.#otherForm(ofIt)
    for (const { name, pair } of this.#own) {
      const app = pair.known.before ?? pair.known.after
      const revision = app && this.#wanted.elsewhere(app, this.#move)
      if (revision !== undefined)
        return this.#unproved(`${name} follows ${revision} of this repo, which the change is not on yet`)
    }
    for (const seen of this.#own) {
      const kept = seen.after.find((one) => one.kind !== 'text' && this.#isOfIt(one))
      if (kept) return this.#overridden(seen, kept)
    }
    const [other] = moved
    if (other) return this.#another(other, repository)
    const [own] = this.#own
    return (own && (await this.#unread(own, repository))) ?? this.#unproved(nowhere(own, repository))
  }

  /** Handles an image that did not change. */
  async #overridden({ name, pair }: Seen, kept: Sighting): Promise<MoveProof> {
    const move = this.#move
    const app = pair.known.before ?? pair.known.after
    const uses = (app ? await this.#wanted.usesOf(app) : []).filter(
      ({ place, repository }) => place && repository !== undefined && this.#isOfIt({ ...kept, repository }),
    )
    const isOwn = ({ place }: ImageUse) => place?.file === move.file && place.key === move.key
    const others = uses.filter((use) => !isOwn(use))
    // By its files, the app reads both. What reads this one may be disabled here.
    if (uses.some(isOwn) && others.length > 0)
      return this.#unproved(
        `nothing in the rendered output of ${name} changes with ${move.key}; what reads it may be disabled`,
      )
    const places = others.map(({ place }) => `${place?.file}:${place?.line} ${place?.key}`)
    const cure =
      places.length > 0
        ? `The effective location is ${[...new Set(places)].slice(0, 5).join(', ')}. Change it there, or set app and environment to find it automatically.`
        : 'Change the effective location: an overlay, a parameter or a patch above it, or the value that the chart reads.'
    return this.#disproved(
      `${name} would continue to run ${kept.repository}:${versionOf(kept)}: the written value does not reach it`,
      `${twoLines(move, kept)}${cure} ${SKIP}`,
    )
  }

  /** Handles an image that moves, but not to the requested version: a template may add something to it. */
  #otherForm({ name, from, to }: Moved): MoveProof {
    const move = this.#move
    const [old, now] = [from.tag, to.tag]
    const at = old !== undefined && move.from ? old.indexOf(move.from) : -1
    if (old !== undefined && now !== undefined && move.from !== undefined && at >= 0) {
      const [head, tail] = [old.slice(0, at), old.slice(at + move.from.length)]
      const isTwice = (head !== '' && move.to.startsWith(head)) || (tail !== '' && move.to.endsWith(tail))
      if (now === head + move.to + tail)
        return isTwice
          ? this.#disproved(
              `${name} would run ${to.repository}:${now}, not ${move.to}: ${head || tail} is added to the written value`,
              `${twoLines(move, to)}Set the version in the form used in ${move.key}, without ${head || tail}. ${SKIP}`,
            )
          : this.#provedAs(`${name} runs ${now}`)
    }
    return this.#unproved(`${name} runs ${to.repository}:${versionOf(to)} then, which is not ${move.to}`)
  }

  /**
   * Handles the move of another image only: it may be the same image under another name, such as in a mirror, or
   * really a different one.
   */
  #another({ name, to }: Moved, repository: string): MoveProof {
    if (hasVersion(to, this.#move) && looksLike(to.repository, repository))
      return this.#provedAs(`${name} runs ${to.repository}:${versionOf(to)}`)
    return this.#disproved(
      `${name} would move ${to.repository} to ${versionOf(to)}, not ${repository}`,
      `${twoLines(this.#move, to)}Set the image that the app runs, or its location with "values-file" and "key". ${SKIP}`,
    )
  }

  /** Handles an image that is not rendered before or after: a template that reads the value may be disabled. */
  async #unread({ isSame, name, pair }: Seen, repository: string): Promise<MoveProof | undefined> {
    const app = pair.known.before ?? pair.known.after
    if (!isSame || !app || this.#own.length > 1 || (await this.#wanted.mayRead(app, this.#move)))
      return undefined
    const { file, line, key, from, to } = this.#move
    const runs = pair.after && this.#own[0]?.after.find(({ kind }) => kind === 'container')
    const rendered = runs
      ? `${runs.where}: ${runs.repository}:${versionOf(runs)}`
      : `nothing that names ${repository}`
    return this.#disproved(
      `no template of ${name} reads ${key}`,
      `written:  ${file}:${line} ${key}: ${from ?? '(nothing)'} -> ${to}
  rendered: ${rendered}
  Check which value the chart reads. ${SKIP}`,
    )
  }

  #isOfIt({ repository }: Sighting): boolean {
    return this.#move.image !== undefined && isSameImage(repository, this.#move.image)
  }

  #unproved(saying: string): MoveProof {
    return { move: this.#move, verdict: 'not-proved', saying, warnings: [], fault: undefined }
  }

  #disproved(message: string, hint: string): MoveProof {
    const { file, line } = this.#move
    const fault = { message, at: { file, line }, hint }
    return { move: this.#move, verdict: 'disproved', saying: message, warnings: [], fault }
  }
}

function nowhere(own: Seen | undefined, repository: string): string {
  return `nothing in the rendered output of ${own?.name ?? 'the app'} names ${repository}`
}

/** Returns the affected apps that a move belongs to. If one of them creates other apps, these are included. */
function targetsOf(move: ProvedMove, all: readonly Seen[]): readonly Seen[] {
  if (move.app === undefined) return all
  const named = all.filter(
    ({ pair: { app } }) => app.name === move.app && app.environment === move.environment,
  )
  const exact = named.filter(({ pair: { app } }) => app.cluster === move.cluster)
  const own = exact.length > 0 ? exact : named
  if (!own.some(({ leads }) => leads)) return own
  return [...own, ...all.filter((one) => !own.includes(one) && one.pair.app.environment === move.environment)]
}

function hasVersion({ tag, digest }: Sighting, move: ProvedMove): boolean {
  const wantedTag = move.to === move.digest ? undefined : move.to
  // If there is a digest, it decides, whatever the tag is.
  if (digest !== undefined && (move.digest !== undefined || digest === move.fromDigest))
    return digest.toLowerCase() === move.digest?.toLowerCase()
  return wantedTag !== undefined && tag === wantedTag
}

function isOld(one: Sighting, move: ProvedMove): boolean {
  if (hasVersion(one, move)) return false
  return one.digest === undefined
    ? move.from !== undefined && one.tag === move.from
    : one.digest === move.fromDigest
}
