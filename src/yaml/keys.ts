import { inputError } from '../errors.ts'

/** A path through a document: names of keys and positions in lists, from the root. */
export type KeyPath = readonly (string | number)[]

/**
 * Parses a key as users write it: `image.tag`, `images[0].tag`, `images.0.tag`, and `\.` for a dot that belongs to a
 * name (`labels.app\.kubernetes\.io/version`); `\\` is a backslash, `\[` a bracket. A bare number is a name or a
 * position, depending on the document.
 *
 * @throws FairleadError (input) for an empty name or an unclosed bracket
 */
export function parseKeyPath(text: string): KeyPath {
  return parseKeyParts(text).map((part) => {
    if (isSelector(part))
      throw inputError(
        `the key ${JSON.stringify(text)} selects an item by a field, which is not supported here`,
        {
          hint: 'Use the position of the item, such as images[0].tag.',
        },
      )
    return part
  })
}

/** An item of a list, selected by one of its fields: `[name=docs]`. */
export interface KeySelector {
  /** The name of the field, or the path to it. */
  readonly field: string
  readonly value: string
}

export function isSelector(part: string | number | KeySelector): part is KeySelector {
  return typeof part === 'object'
}

/**
 * Parses a key like `parseKeyPath`, and also items selected by a field (`releases[name=docs].version`). Only a
 * document can resolve these: see `pathOfKey`.
 *
 * @throws FairleadError (input) for an empty name or an unclosed bracket
 */
export function parseKeyParts(text: string): readonly (string | number | KeySelector)[] {
  const fault = (message: string) =>
    inputError(`the key ${JSON.stringify(text)} ${message}`, {
      hint: String.raw`Write it like image.tag, images[0].tag, releases[name=docs].version or labels.app\.kubernetes\.io/name.`,
    })
  const path: (string | number | KeySelector)[] = []
  let name = ''
  let named = false // whether a name is being read; false directly after a bracket
  let i = 0
  const finish = () => {
    if (name === '') throw fault('has an empty name')
    path.push(name)
    name = ''
  }
  if (text.trim() === '') throw fault('is empty')
  while (i < text.length) {
    const character = text[i] ?? ''
    if (character === '\\' && i + 1 < text.length) {
      name += text[i + 1]
      named = true
      i += 2
    } else if (character === '.') {
      if (named || path.length === 0) finish()
      named = true
      i++
      if (i === text.length) throw fault('ends with a dot')
    } else if (character === '[') {
      if (named) finish()
      const close = text.indexOf(']', i)
      if (close < 0) throw fault('has an unclosed bracket')
      const inside = text.slice(i + 1, close)
      const quoted = /^(["'])([^]*)\1$/.exec(inside)
      if (quoted?.[2] !== undefined) path.push(quoted[2])
      else if (/^\d+$/.test(inside)) path.push(Number(inside))
      else if (selectorIn(inside)) path.push(selectorIn(inside) as KeySelector)
      else throw fault(`has no number in its bracket [${inside}]`)
      named = false
      i = close + 1
    } else {
      if (!named && path.length > 0) throw fault('has no dot after its bracket')
      name += character
      named = true
      i++
    }
  }
  if (named) finish()
  return path
}

/** Parses `name=docs`, also with quotes around the value. */
function selectorIn(text: string): KeySelector | undefined {
  const [, field = '', value = ''] = /^([A-Za-z_][\w./\\-]*)==?(.+)$/.exec(text) ?? []
  if (field === '') return undefined
  return { field, value: /^(["'])(.*)\1$/.exec(value)?.[2] ?? value }
}

/** Formats a path so that `parseKeyPath` can read it. */
export function formatKeyPath(path: KeyPath): string {
  const [only, ...more] = path
  // A blank key alone would be read as empty.
  if (typeof only === 'string' && more.length === 0 && only.trim() === '') return `["${only}"]`
  return path
    .map((segment, i) => {
      if (typeof segment === 'number') return `[${segment}]`
      if (segment === '') return '[""]'
      return (i === 0 ? '' : '.') + segment.replaceAll(/[\\.[]/g, String.raw`\$&`)
    })
    .join('')
}
