import type { AppChange } from '../review/model.ts'
import { namesIn } from './same-change.ts'
import type { ToldFailure } from './text.ts'

/**
 * Returns a key that is the same for failures with one cause: the side, and the message without the names of the app.
 * The key does not contain the hint, because the hint follows from the message.
 */
export function causeOf({ app }: AppChange, { when, message }: ToldFailure): string {
  const own = namesIn([app.name, app.namespace])
  return JSON.stringify([when, own(message)])
}
