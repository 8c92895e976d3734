import type { App, DeclaredApp } from '../model.ts'

/** Returns a note about an app whose file no kustomization lists. */
export function unlistedNote({ unlistedBy, declaredAt }: DeclaredApp): string | undefined {
  return unlistedBy === undefined
    ? undefined
    : `${unlistedBy} does not list ${declaredAt.file}, which declares it: what builds that folder does not apply it, so it exists only if something else applied it`
}

/** Returns all notes of an app, as an inventory shows them. */
export function inventoryNotes(app: App): string[] {
  const unlisted = unlistedNote(app)
  return [...(unlisted === undefined ? [] : [unlisted]), ...app.notes]
}
