import type { Place } from '../../images/place.ts'
import { placeOf } from '../../images/place.ts'
import type { Scope } from '../../yaml/lookup.ts'
import type { ScalarHook } from '../../yaml/value.ts'
import { goText } from './params.ts'

/** A value that was marked, and where it stands. */
export interface Mark {
  /** What the value became. */
  readonly text: string
  readonly value: string
  readonly place: Place
}

const MARK = /-fairlead(\d+)x/g

/**
 * Finds out where a value of a generated Application comes from, by experiment: values that could be meant are
 * marked where they stand, the ApplicationSet is expanded once more, and the marks that arrive tell. So no
 * generator and no template has to keep track of anything, whatever it does with a value.
 */
export class Probe {
  readonly #wanted: ReadonlySet<string>
  readonly #marks: Mark[] = []

  /** @param wanted the values to mark, as text */
  constructor(wanted: ReadonlySet<string>) {
    this.#wanted = wanted
  }

  /** Marks the wanted values of a document. */
  hook(scope: Scope, document: number): ScalarHook {
    return (value, node, path) => {
      if (typeof value !== 'string' && typeof value !== 'number') return value
      // A template prints a large number in another form than the one that is written: 4651089 as 4.651089e+06.
      const printed = typeof value === 'number' ? [goText(value), String(value)] : [value]
      const shown = printed.find((text) => this.#wanted.has(text))
      if (shown === undefined) return value
      // It still is a version, a tag and a word of the same shape, for templates that look at it.
      const text = `${shown}-fairlead${this.#marks.length}x`
      this.#marks.push({ text, value: shown, place: placeOf(scope, document, node, path) })
      return text
    }
  }

  /**
   * The marks in a text that was rendered again; undefined where it differs from the first one otherwise.
   *
   * @param before the text without marks
   */
  marksIn(after: string, before: string): readonly Mark[] | undefined {
    const marks = [...after.matchAll(MARK)].map((match) => this.#marks[Number(match[1])])
    if (marks.some((mark) => mark === undefined)) return undefined
    return after.replaceAll(MARK, '') === before ? marks.filter((mark) => mark !== undefined) : undefined
  }
}
