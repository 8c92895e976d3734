import { inputError } from '../errors.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Decodes bytes so that encoding the text again returns the same bytes.
 *
 * @throws FairleadError (input) if the bytes are binary or not UTF-8
 */
export function decodeText(bytes: Uint8Array, path: string): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    throw inputError('the file is UTF-16, not UTF-8', { at: { file: path }, hint: 'Save it as UTF-8.' })
  if (bytes.includes(0)) throw inputError('the file is binary', { at: { file: path } })
  try {
    return decoder.decode(bytes)
  } catch {
    throw inputError('the file is not UTF-8', { at: { file: path }, hint: 'Save it as UTF-8.' })
  }
}

/** Encodes text as bytes. */
export function encodeText(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
