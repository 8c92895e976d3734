import type { AppChange } from '../review/model.ts'
import { appName } from './text.ts'

/** Returns each note for the reviewer once, with its apps in their order. The text is not escaped. */
export function notedApps(changes: readonly AppChange[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const { app, notes } of changes)
    for (const note of notes) found.set(note, [...(found.get(note) ?? []), appName(app)])
  return found
}
