import type { ChoicesInput, Input, InputDescriptions, Values } from '../commands/describe.ts'
import { optionsOf, ownNames } from '../commands/describe.ts'
import { FairleadError, nearest, suggestion } from '../errors.ts'
import type { Fault } from '../errors.ts'

/** The inputs as a surface read them, before they are checked. */
export interface RawInputs {
  /** The given texts of each name. Names that the command does not know may be among them. */
  readonly texts: ReadonlyMap<string, readonly string[]>
  /** The errors that the surface itself found. */
  readonly faults: readonly Fault[]
  /** Returns the name of an input as it is written on this surface: `--image-tag`, `image-tag`. */
  label(name: string): string
  /** The word for an input on this surface: `option`, `input`. */
  readonly noun?: string
  /** A sentence that says where all inputs are listed; undefined if there is nothing to say. */
  readonly listedBy?: string
}

const yes: readonly string[] = ['true', 'True', 'TRUE']
const no: readonly string[] = ['false', 'False', 'FALSE']

/**
 * Returns the typed values of a command's inputs. Texts are trimmed, and empty texts count as not given.
 *
 * @throws FairleadError (input) with all errors at once: unknown names, wrong values, missing inputs, inputs that are
 *   given under two of their names, and the errors that the surface found
 */
export function readInputs<I extends InputDescriptions>(inputs: I, raw: RawInputs): Values<I> {
  const faults = [...raw.faults]
  const fault = (message: string, hint?: string) => faults.push(hint ? { message, hint } : { message })
  const given = collect(inputs, raw, fault)
  const values = Object.entries(inputs).map(([name, input]) => {
    const { value, wrong } = valueOf(input, given.get(name) ?? [])
    if (wrong) fault(`${raw.label(name)} ${wrong.message}`, wrong.hint)
    return [name, value]
  })
  const [first, ...others] = faults
  if (first) throw new FairleadError('input', [first, ...others])
  return Object.fromEntries(values) as Values<I>
}

/** Returns the non-empty texts by the proper name of each input. */
function collect(
  inputs: InputDescriptions,
  raw: RawInputs,
  fault: (message: string, hint?: string) => void,
): ReadonlyMap<string, readonly string[]> {
  const names = ownNames(inputs)
  const found = new Map<string, { readonly as: string; readonly texts: readonly string[] }>()
  for (const [as, all] of raw.texts) {
    const name = names.get(as)
    const texts = all.map((text) => text.trim()).filter((text) => text !== '')
    if (name === undefined)
      fault(`Unknown ${raw.noun ?? 'input'} ${raw.label(as)}`, hintFor(as, [...names.keys()], raw))
    else if (texts.length > 0) {
      const other = found.get(name)
      if (other)
        fault(
          `${raw.label(other.as)} and ${raw.label(as)} are both set, but are the same option`,
          `Use only ${raw.label(name)}.`,
        )
      else found.set(name, { as, texts })
    }
  }
  return new Map([...found].map(([name, { texts }]) => [name, texts]))
}

/** Returns a suggestion for a mistyped name. A list of fifty names would not help. */
function hintFor(name: string, known: readonly string[], { label, listedBy }: RawInputs): string | undefined {
  const near = nearest(name, known)
  return near === undefined ? listedBy : `Did you mean ${label(near)}?`
}

/** Returns a sentence for each input that is given under a name from the previous release. */
export function formerNotes(inputs: InputDescriptions, { texts, label }: RawInputs): string[] {
  const isGiven = (name: string) => (texts.get(name) ?? []).some((text) => text.trim() !== '')
  return Object.entries(inputs).flatMap(([name, { formerNames = [] }]) =>
    formerNames
      .filter(isGiven)
      .map(
        (former) =>
          `${label(former)} is now called ${label(name)}. The old name still works in this release and is removed in the next one.`,
      ),
  )
}

interface Read {
  readonly value?: string | boolean | number | readonly string[] | undefined
  readonly wrong?: { readonly message: string; readonly hint?: string }
}

function valueOf(input: Input, texts: readonly string[]): Read {
  if (input.type === 'list') return { value: texts.flatMap(splitList) }
  if (input.type === 'choices') return choicesOf(input, texts)
  const [text, ...others] = new Set(texts)
  if (others.length > 0) return wrong(`is set ${texts.length} times, with different values`)
  const shown = input.secret === true ? 'what is given' : JSON.stringify(text)
  switch (input.type) {
    case 'flag':
      if (text === undefined) return { value: input.default }
      if (yes.includes(text)) return { value: true }
      if (no.includes(text)) return { value: false }
      return wrong(`must be true or false, not ${shown}`)
    case 'number':
      if (text === undefined) return { value: undefined }
      if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return { value: Number(text) }
      return wrong(`must be a whole number from 0, not ${shown}`)
    case 'choice': {
      if (text === undefined) return { value: input.default }
      const { options, otherOptions = {} } = input
      const meant = Object.hasOwn(otherOptions, text) ? otherOptions[text] : text
      if (meant !== undefined && options.includes(meant)) return { value: meant }
      return wrong(`cannot be ${shown}`, suggestion(text, optionsOf(input)))
    }
    case 'text':
      if (text === undefined && input.required === true) return wrong('is missing', input.description)
      return { value: text ?? input.default }
  }
}

function choicesOf({ options, default: standard, alone }: ChoicesInput, texts: readonly string[]): Read {
  const words = [...new Set(texts.flatMap(splitList))]
  const unknown = words.find((word) => !options.includes(word))
  if (unknown !== undefined)
    return wrong(`cannot be ${JSON.stringify(unknown)}`, suggestion(unknown, options))
  if (alone !== undefined && words.length > 1 && words.includes(alone))
    return wrong(`cannot combine ${alone} with other values`, `Use ${alone} alone, or remove it.`)
  return { value: words.length > 0 ? words : [standard] }
}

function wrong(message: string, hint?: string): Read {
  return { wrong: { message, ...(hint ? { hint } : {}) } }
}

/** Splits a list at commas and line breaks. */
export function splitList(text: string): string[] {
  return text
    .split(/[,\r\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
}
