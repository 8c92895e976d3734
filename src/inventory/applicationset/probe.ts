import type { Place } from '../../images/place.ts'
import { placeOf } from '../../images/place.ts'
import type { Scope } from '../../yaml/lookup.ts'
import type { ScalarHook } from '../../yaml/value.ts'
import { goText } from './params.ts'

/** A marked value and its location. */
export interface Mark {
  /** The value with its mark. */
  readonly text: string
  readonly value: string
  readonly place: Place
}

const MARK = /-fairlead(\d+)x/g

/**
 * Finds out by experiment where a value of a generated Application comes from: marks all candidate values where they
 * are written, expands the ApplicationSet again, and looks for the marks in the result. Generators and templates
 * therefore do not have to track the origin of values.
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
      // A template prints a large number in a different form: 4651089 as 4.651089e+06.
      const printed = typeof value === 'number' ? [goText(value), String(value)] : [value]
      const shown = printed.find((text) => this.#wanted.has(text))
      if (shown === undefined) return value
      // The marked text is still a valid version, tag or word, for templates that inspect it.
      const text = `${shown}-fairlead${this.#marks.length}x`
      this.#marks.push({ text, value: shown, place: placeOf(scope, document, node, path) })
      return text
    }
  }

  /**
   * Returns the marks in a text that was rendered again; undefined if the text differs in anything else.
   *
   * @param before the text without marks
   */
  marksIn(after: string, before: string): readonly Mark[] | undefined {
    const marks = [...after.matchAll(MARK)].map((match) => this.#marks[Number(match[1])])
    if (marks.some((mark) => mark === undefined)) return undefined
    return after.replaceAll(MARK, '') === before ? marks.filter((mark) => mark !== undefined) : undefined
  }
}
