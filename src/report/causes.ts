import type { AppChange } from '../review/model.ts'
import { namesIn } from './same-change.ts'
import type { ToldFailure } from './text.ts'

/**
 * What is the same of failures that have one cause, but for the names of their apps: a key to group them by. What helps
 * follows from the message.
 */
export function causeOf({ app }: AppChange, { when, message }: ToldFailure): string {
  const own = namesIn([app.name, app.namespace])
  return JSON.stringify([when, own(message)])
}
