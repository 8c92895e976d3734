import type { FaultCollector } from '../errors.ts'
import { refusal } from '../errors.ts'
import type { ChangedBranch } from '../inventory/follows.ts'
import { UNKNOWN_BRANCH } from '../inventory/follows.ts'
import type { VersionMove, MoveNote } from '../moves/move.ts'
import type { Version } from '../moves/order.ts'
import { orderOf } from '../moves/order.ts'
import type { ValueChange } from '../moves/values.ts'
import type { KeyPath } from '../yaml/keys.ts'
import { formatKeyPath } from '../yaml/keys.ts'
import type { YamlFile } from '../yaml/nodes.ts'
import type { Assignment } from '../yaml/set.ts'
import { findValues } from '../yaml/set.ts'
import type { Allowances, BumpPlan } from './request.ts'
import { isEncrypted, refuseSealed } from './sops.ts'
import type { ParsedVersion } from './version.ts'
import { refusePinned, newTexts } from './version.ts'

/** One value to set. */
interface Wanted extends Assignment {
  readonly file: string
}

/** The known fields of a move before its version. */
export type MoveBase = Omit<VersionMove, 'from' | 'to' | 'fromDigest' | 'digest' | 'order' | 'set'>

/** The location and options of a value to set. */
export type Where = Omit<Assignment, 'value'>

/** A digest that is stored separately from the tag. */
export interface SeparateDigest {
  readonly path: KeyPath
  readonly text: string
  /** Set if it is in another file than the tag. */
  readonly file?: string
  readonly document?: number
  /** The key does not exist yet. */
  readonly create?: boolean
}

/** A location that holds a version. */
export interface VersionPlace {
  readonly parsed: ParsedVersion
  readonly where: Where
  readonly separateDigest?: SeparateDigest | undefined
}

/** Collects the moves of a plan from all kinds of targets, each with the values that it sets. */
export class PlanBuilder {
  readonly files: Map<string, YamlFile>
  readonly allow: Allowances
  /** The branch that the change targets. */
  readonly branch: ChangedBranch
  readonly #moves: { readonly move: Omit<VersionMove, 'set'>; readonly wanted: readonly Wanted[] }[] = []

  constructor(files: Map<string, YamlFile>, allow: Allowances, branch: ChangedBranch = UNKNOWN_BRANCH) {
    this.files = files
    this.allow = allow
    this.branch = branch
  }

  /** Adds a new version at a location that holds one. */
  addVersion(version: Version, { parsed, where, separateDigest }: VersionPlace, base: MoveBase): void {
    const at = { file: base.file, line: base.line }
    const written = newTexts({ parsed, separateDigest: separateDigest?.text }, version, {
      allow: this.allow,
      at,
    })
    const fromDigest = parsed.digest ?? (separateDigest?.text || undefined)
    const wanted = [this.#want(where, written.text, base.file)]
    if (separateDigest && written.separateDigest !== undefined) {
      const { path, document = where.document ?? 0, create = false, file = base.file } = separateDigest
      wanted.push(this.#want({ path, document, create }, written.separateDigest, file))
    }
    const digest = version.digest ?? (written.unpinned ? undefined : fromDigest)
    const move = {
      ...base,
      from: parsed.tag ?? parsed.digest,
      to: version.tag ?? parsed.tag ?? version.digest ?? '',
      fromDigest,
      digest: written.digestLost ? undefined : digest,
      order: orderOf(parsed.tag, fromDigest, version),
      notes: [...base.notes, ...this.#notesOf(base, written)],
    }
    this.#moves.push({ move, wanted })
  }

  /** Returns notes for the user about how a version is written. */
  #notesOf(
    base: MoveBase,
    written: { readonly unpinned: boolean; readonly digestLost: boolean },
  ): MoveNote[] {
    const place = `${base.file}:${base.line}`
    return [
      ...(written.unpinned ? [`the digest at ${place} was removed: the image is no longer pinned`] : []),
      ...(written.digestLost ? [`${place} (${base.key}) cannot hold a digest; only the tag is written`] : []),
      ...(base.app !== undefined && this.#hasMarker(base)
        ? [
            `${place} has a marker of Flux image automation, which also writes this value. Let only one of the two write it`,
          ]
        : []),
    ].map((text) => ({ text }))
  }

  /**
   * Adds a new digest at a location that holds a digest without a tag.
   *
   * @param text the current digest
   * @throws FairleadError (refused) if no digest is given: the old one would stay in effect
   */
  addDigest(text: string, version: Version, where: Where, base: MoveBase): void {
    const { digest, tag } = version
    if (digest === undefined) throw refusePinned(text, { file: base.file, line: base.line })
    const value = /^[0-9a-f]{64}$/.test(text) ? digest.replace(/^sha256:/, '') : digest
    const from = text === '' ? undefined : text
    const order = orderOf(undefined, from, version)
    const place = `${base.file}:${base.line} (${base.key})`
    const note = { text: `${place} selects the image by digest only; the tag is not written` }
    const notes = tag === undefined ? base.notes : [...base.notes, note]
    const move = { ...base, from, to: digest, fromDigest: from, digest, order, notes }
    this.#moves.push({ move, wanted: [this.#want(where, value, base.file)] })
  }

  /** Adds a value that is written unchanged. */
  addValue(where: Assignment, move: Omit<VersionMove, 'set'>): void {
    this.#moves.push({ move, wanted: [this.#want(where, where.value, move.file)] })
  }

  #hasMarker({ file, line }: MoveBase): boolean {
    return this.files.get(file)?.text.split('\n')[line - 1]?.includes('"$imagepolicy"') === true
  }

  #want(where: Where, value: Assignment['value'], file: string): Wanted {
    return { allowShared: this.allow.shared, ...where, value, file }
  }

  /**
   * Finds the current value at each location, so that each location gets one value and no rule forbids it. Nothing is
   * edited.
   */
  build(faults: FaultCollector): BumpPlan {
    const all = this.#moves.flatMap(({ wanted }) => wanted)
    const found = new Map<Wanted, ValueChange>()
    for (const path of new Set(all.map((one) => one.file))) {
      const file = this.files.get(path)
      if (!file) continue // its error is already collected
      const own = all.filter((one) => one.file === path)
      faults.attempt(() => {
        for (const [i, change] of changesOf(file, own).entries()) {
          const wanted = own[i]
          if (wanted) found.set(wanted, change)
        }
      })
    }
    return {
      moves: this.#moves.map(({ move, wanted }) => ({
        ...move,
        set: wanted.flatMap((one) => found.get(one) ?? []),
      })),
      files: this.files,
    }
  }
}

/** @throws FairleadError if a value cannot be set, or a rule forbids it */
function changesOf(file: YamlFile, wanted: readonly Wanted[]): ValueChange[] {
  const { assigned, isChange } = findValues(file, wanted)
  if (isChange) refuseSealed(file)
  const sealed = assigned.find(({ before }) => isEncrypted(before))
  if (sealed)
    throw refusal('the value is encrypted by SOPS', {
      at: { file: file.path, line: sealed.line },
      hint: 'Edit it with sops.',
    })
  return wanted.map(({ path, document, value }, i) => {
    const was = assigned[i]?.before
    return {
      file: file.path,
      document: assigned[i]?.document ?? document ?? 0,
      key: formatKeyPath(path),
      value,
      ...(was === undefined ? {} : { was }),
    }
  })
}
