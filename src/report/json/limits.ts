import { inputError } from '../../errors.ts'

/** The limits for untrusted JSON. */
export interface JsonLimits {
  /** UTF-8 bytes of the text. */
  readonly bytes: number
  /** The maximum nesting depth of lists and maps. */
  readonly depth: number
  /** The number of values, approximately. */
  readonly values: number
}

/** Enough for about 10,000 objects. A reader checks the size of the file before reading it. */
export const JSON_LIMITS: JsonLimits = { bytes: 64 * 1024 * 1024, depth: 250, values: 4_000_000 }

/**
 * Checks a JSON text before it is parsed, because a parser needs many times the memory of `[[],[],…`.
 *
 * @throws FairleadError (input) if it exceeds the limits
 */
export function checkSize(text: string, limits: JsonLimits = JSON_LIMITS): void {
  if (text.length > limits.bytes || Buffer.byteLength(text) > limits.bytes)
    throw inputError(`it is larger than ${limits.bytes} bytes`)
  let depth = 0
  let values = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (quoted) {
      if (unit === BACKSLASH) i++
      else if (unit === QUOTE) quoted = false
    } else if (unit === QUOTE) quoted = true
    else if (unit === COMMA) values++
    else if (unit === OPEN_LIST || unit === OPEN_MAP) {
      values++
      if (++depth > limits.depth) throw inputError(`it is nested deeper than ${limits.depth} levels`)
    } else if (unit === CLOSE_LIST || unit === CLOSE_MAP) depth--
    if (values > limits.values) throw inputError(`it contains more than ${limits.values} values`)
  }
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c]
const [OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [0x5b, 0x5d, 0x7b, 0x7d]
