import type { FaultCollector } from '../errors.ts'
import { refusal } from '../errors.ts'
import type { ChangedBranch } from '../inventory/follows.ts'
import { UNKNOWN_BRANCH } from '../inventory/follows.ts'
import type { KeyPath } from '../yaml/keys.ts'
import { formatKeyPath } from '../yaml/keys.ts'
import type { YamlFile } from '../yaml/nodes.ts'
import type { Assignment } from '../yaml/set.ts'
import { setValues } from '../yaml/set.ts'
import type { Allowances, BumpPlan, Move, PlannedFile, PlanNote, RecordedAssignment } from './request.ts'
import { isEncrypted, refuseSealed } from './sops.ts'
import type { Held, Version } from './version.ts'
import { orderOf, refusePinned, write } from './version.ts'

/** One value to set, with the move that it is part of. */
interface Wanted extends Assignment {
  readonly file: string
  readonly move: number
}

/** What is known of a move before its version is. */
export type MoveBase = Omit<Move, 'from' | 'to' | 'fromDigest' | 'digest' | 'order'>

/** Where a value is to be set. */
export type Where = Omit<Assignment, 'value'>

/** A digest beside a tag. */
export interface Beside {
  readonly path: KeyPath
  readonly text: string
  /** Where it is in another file than the tag. */
  readonly file?: string
  readonly document?: number
  /** The key is not there yet. */
  readonly create?: boolean
}

/** Collects the moves of a plan, whatever kind of target they come from, and computes the edited files. */
export class PlanBuilder {
  readonly files: Map<string, YamlFile>
  readonly allow: Allowances
  /** The branch that the change goes into. */
  readonly branch: ChangedBranch
  readonly #notes: PlanNote[] = []
  readonly #moves: Move[] = []
  readonly #wanted: Wanted[] = []

  constructor(files: Map<string, YamlFile>, allow: Allowances, branch: ChangedBranch = UNKNOWN_BRANCH) {
    this.files = files
    this.allow = allow
    this.branch = branch
  }

  /** Notes something about the move that is added next. */
  note(text: string): void {
    this.#notes.push({ text, move: this.#moves.length })
  }

  /** The same of what nobody should overlook. */
  warn(text: string): void {
    this.#notes.push({ text, move: this.#moves.length, isWarning: true })
  }

  /** Adds a new version at a place that holds one. */
  addVersion(held: Held, version: Version, where: Where, beside: Beside | undefined, base: MoveBase): void {
    const written = write(held, beside?.text, version, this.allow, { file: base.file, line: base.line })
    const fromDigest = held.digest ?? (beside?.text || undefined)
    const place = `${base.file}:${base.line}`
    if (written.unpinned) this.note(`the digest at ${place} was dropped: the image is no longer pinned`)
    if (written.digestLost)
      this.note(`${place} (${base.key}) has no place for a digest; only the tag is written`)
    if (base.app !== undefined && this.#hasMarker(base))
      this.note(
        `${place} carries a marker of Flux's image automation, which writes this value too: one of the two should stop`,
      )
    this.#want(where, written.text, base.file)
    if (beside && written.beside !== undefined)
      this.#want(
        {
          path: beside.path,
          document: beside.document ?? where.document ?? 0,
          create: beside.create ?? false,
        },
        written.beside,
        beside.file ?? base.file,
      )
    const digest = version.digest ?? (written.unpinned ? undefined : fromDigest)
    this.#moves.push({
      ...base,
      from: held.tag ?? held.digest,
      to: version.tag ?? held.tag ?? version.digest ?? '',
      fromDigest,
      digest: written.digestLost ? undefined : digest,
      order: orderOf(held.tag, fromDigest, version),
    })
  }

  /**
   * Adds a new digest at a place that holds one, and beside which no tag stands.
   *
   * @throws FairleadError (refused) where no digest is given: the old one would stay in force
   */
  addDigest(text: string, version: Version, where: Where, base: MoveBase): void {
    const { digest } = version
    if (digest === undefined) throw refusePinned(text, { file: base.file, line: base.line })
    const value = /^[0-9a-f]{64}$/.test(text) ? digest.replace(/^sha256:/, '') : digest
    this.#want(where, value, base.file)
    const from = text === '' ? undefined : text
    const order = orderOf(undefined, from, version)
    if (version.tag !== undefined)
      this.note(
        `${base.file}:${base.line} (${base.key}) decides by the digest alone; the tag is written nowhere`,
      )
    this.#moves.push({ ...base, from, to: digest, fromDigest: from, digest, order })
  }

  /** Adds a value that is written as it is. */
  addValue(where: Assignment, move: Move): void {
    this.#want(where, where.value, move.file)
    this.#moves.push(move)
  }

  #hasMarker({ file, line }: MoveBase): boolean {
    return this.files.get(file)?.text.split('\n')[line - 1]?.includes('"$imagepolicy"') === true
  }

  #want(where: Where, value: Assignment['value'], file: string): void {
    this.#wanted.push({ allowShared: this.allow.shared, ...where, value, file, move: this.#moves.length })
  }

  /** Computes the edited files; each place gets one value. */
  build(faults: FaultCollector): BumpPlan {
    const files: PlannedFile[] = []
    const assignments: RecordedAssignment[] = []
    for (const path of new Set(this.#wanted.map((one) => one.file))) {
      const file = this.files.get(path)
      if (!file) continue // its fault is kept already
      const own = this.#wanted.filter((one) => one.file === path)
      faults.attempt(() => {
        const { text, assigned } = setValues(file, own)
        if (text !== file.text) refuseSealed(file)
        const sealed = assigned.find(({ before }) => isEncrypted(before))
        if (sealed)
          throw refusal('the value is encrypted by SOPS', {
            at: { file: path, line: sealed.line },
            hint: 'Change it with sops itself.',
          })
        for (const [i, { path: key, document, value, move }] of own.entries())
          assignments.push({
            file: path,
            document: assigned[i]?.document ?? document ?? 0,
            key: formatKeyPath(key),
            value,
            before: assigned[i]?.before,
            move,
          })
        if (text !== file.text) files.push({ path, before: file.text, after: text })
      })
    }
    return { moves: this.#moves, files, assignments, notes: this.#notes }
  }
}
