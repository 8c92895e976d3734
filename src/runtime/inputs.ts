import type { ChoicesInput, Input, InputDescriptions, Values } from '../commands/describe.ts'
import { optionsOf, ownNames } from '../commands/describe.ts'
import { FairleadError, nearest, suggestion } from '../errors.ts'
import type { Fault } from '../errors.ts'

/** The inputs as a surface found them, before anything is checked. */
export interface RawInputs {
  /** The given texts of each name; names that the command does not know may be among them. */
  readonly texts: ReadonlyMap<string, readonly string[]>
  /** What the surface itself found wrong. */
  readonly faults: readonly Fault[]
  /** How a person writes an input on this surface: `--image-tag`, `image-tag`. */
  label(name: string): string
  /** What such a name is called there: `option`, `input`. */
  readonly noun?: string
  /** Where a person finds all of them, as a sentence; undefined where nothing is said. */
  readonly listedBy?: string
}

const yes: readonly string[] = ['true', 'True', 'TRUE']
const no: readonly string[] = ['false', 'False', 'FALSE']

/**
 * The typed values of a command's inputs. Texts are trimmed; an empty one counts as not given.
 *
 * @throws FairleadError (input) with all faults at once: unknown names, wrong values, missing inputs, an input
 *   under both of its names, and whatever the surface found
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

/** The non-empty texts by the proper name of each input. */
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

/** What a mistyped name may be; a list of fifty helps nobody. */
function hintFor(name: string, known: readonly string[], { label, listedBy }: RawInputs): string | undefined {
  const near = nearest(name, known)
  return near === undefined ? listedBy : `Did you mean ${label(near)}?`
}

/** A sentence for each input that is given under a name of the release before. */
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

/** The entries of a list, by commas or lines. */
export function splitList(text: string): string[] {
  return text
    .split(/[,\r\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
}
