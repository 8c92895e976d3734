import type { AppChange } from '../review/model.ts'
import { appName } from './text.ts'

/** What a reviewer should know, each note once, with the apps that it is about in their order. Foreign text as it is. */
export function notedApps(changes: readonly AppChange[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const { app, notes } of changes)
    for (const note of notes) found.set(note, [...(found.get(note) ?? []), appName(app)])
  return found
}
