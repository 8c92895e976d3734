import { isDeepStrictEqual } from 'node:util'
import { groupBy } from '../../group-by.ts'
import type { Json } from '../../yaml/value.ts'
import { valueAt } from '../../yaml/value.ts'
import type { App } from '../model.ts'
import { withLate } from '../with-fields.ts'

/**
 * Returns the apps of an output with the locations of their images in the files. A kustomization leaves an object
 * that it only lists unchanged, and its patches are known. If an app read from files has the same spec, it is the
 * same app, and it can be edited only in those files.
 *
 * @param found the apps of outputs
 * @param read those that were read from files
 */
export async function asWritten(found: readonly App[], read: readonly App[]): Promise<App[]> {
  const byPlace = groupBy(read, placeOf)
  return Promise.all(
    found.map(async (app) => {
      const candidates = (byPlace.get(placeOf(app)) ?? []).filter(({ lineage }) => lineage !== app.lineage)
      if (candidates.length === 0) return app
      const spec = await specOf(app)
      for (const written of candidates)
        if (isDeepStrictEqual(await specOf(written), spec)) return withPlacesOf(app, written)
      return app
    }),
  )
}

function placeOf({ declaredAt: { file, line }, kind, name, generatedBy = '' }: App): string {
  return JSON.stringify([file, line, kind, name, generatedBy])
}

async function specOf(app: App): Promise<Json | undefined> {
  return valueAt((await app.declaration()) ?? null, 'spec')
}

function withPlacesOf(app: App, written: App): App {
  // Both are computed only when they are read.
  const others = Object.keys(app).filter((key) => key !== 'images' && key !== 'notes')
  const fields = Object.fromEntries(others.map((key) => [key, app[key as keyof App]]))
  return withLate(fields as unknown as Omit<App, 'images' | 'notes'>, {
    images: () => written.images,
    notes: () => written.notes,
  })
}
