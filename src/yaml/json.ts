import { inputError } from '../errors.ts'
import { position } from './position.ts'

/** The beginnings of the engine's messages that quote the text, or that are not a sentence without the quote. */
const KINDS = [
  ['Unexpected token', 'no value begins with this character'],
  ['Unexpected end', 'the text ends too early'],
  ['Unexpected non-whitespace', 'something follows its end'],
] as const

/**
 * Parses a JSON text. The engine's own message quotes the text, which may be a secret, so only the kind of error is
 * shown.
 *
 * @param path the file's name, for messages
 * @throws FairleadError (input) if it is not JSON, with line and column
 */
export function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const { message } = error as Error
    const [, told] = KINDS.find(([begin]) => message.startsWith(begin)) ?? []
    const what =
      told ?? message.replace(/ in JSON\b[^]*$/, '').replace(/^[A-Z]/, (letter) => letter.toLowerCase())
    throw inputError(`this is not valid JSON: ${what}`, {
      at: { file: path, ...position(text, faultAt(text, message)) },
    })
  }
}

/** Finds the offset from which the text is no longer the beginning of a JSON text. */
function faultAt(text: string, message: string): number {
  const told = /at position (\d+)/.exec(message)?.[1]
  if (told !== undefined) return Number(told)
  let [valid, broken] = [0, text.length]
  while (broken - valid > 1) {
    const middle = Math.floor((valid + broken) / 2)
    if (isBeginning(text.slice(0, middle))) valid = middle
    else broken = middle
  }
  return valid
}

/** Reports whether a text is JSON, or could become JSON if more text followed. */
function isBeginning(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    const { message } = error as Error
    const at = /at position (\d+)/.exec(message)?.[1]
    return message === 'Unexpected end of JSON input' || at === String(text.length)
  }
}
