import { applyLayer, emptyValues } from '../images/layers.ts'
import { lastPart } from '../images/names.ts'
import type { ImageUse } from '../images/place.ts'
import { findImages } from '../images/shapes.ts'
import type { Context } from '../inventory/context.ts'
import { fileLayers } from '../inventory/helm/layers.ts'

/** The part of a bump request that helps to find the location. */
export interface Wanted {
  readonly images: readonly string[]
  readonly tag: string | undefined
}

/**
 * Returns a bump command by file and key, with an existing location in the repo: that of the requested image,
 * otherwise the first one. Only files that were already read are searched.
 */
export function bumpByKey({ files }: Context, { images, tag }: Wanted): string {
  const names = new Set(images.map((image) => lastPart(image.split(/[:@]/)[0] ?? image)))
  const uses = files.entries.flatMap(({ path, mode }): ImageUse[] => {
    if (mode === '120000' || !/\.ya?ml$/.test(path) || path.split('/').some((part) => part.startsWith('.')))
      return []
    if (!files.isLoaded(path)) return []
    const values = emptyValues()
    const notes = new Set<string>()
    for (const layer of fileLayers(files, path, 'values file')) applyLayer(values, layer, notes)
    return findImages(values, notes).filter((use) => use.place !== undefined && use.tag !== undefined)
  })
  const use =
    uses.find(({ repository }) => repository !== undefined && names.has(lastPart(repository))) ??
    uses.find(({ repository }) => repository !== undefined) ??
    uses[0]
  const { file, key, document = 0 } = use?.place ?? { file: 'FILE', key: 'image.tag' }
  const where = document > 0 ? ` --document ${document}` : ''
  return `fairlead bump --values-file ${quoted(file)} --key ${quoted(key)}${where} --image-tag ${quoted(tag ?? use?.tag ?? '1.2.3')}`
}

/** Quotes a word for a command line. */
function quoted(text: string): string {
  return /^[\w./:@=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
