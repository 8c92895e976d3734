import { applyLayer, emptyValues } from '../../images/layers.ts'
import { findImages } from '../../images/shapes.ts'
import type { Context } from '../context.ts'
import { fileLayers } from '../helm/layers.ts'
import type { App, Unresolved } from '../model.ts'
import { stringAt } from '../../yaml/at.ts'
import { inFolder } from '../../tree/paths.ts'

/** Matches files that are values by their name or their folder's name. */
const VALUES = /(?:^|\/)(?:[^/]*values[^/]*|values\/(?:.+\/)?[^/]+)\.ya?ml$/i
/** Values that are not deployed: those of tests and templates, and those in hidden folders. */
const PASSED = /(?:^|\/)(?:\.[^/]+|node_modules|vendor|templates|crds|ci|tests?|examples?)\//

/** The maximum number of files that are listed one by one. */
const MOST_NAMED = 20

/**
 * Finds values files that set images and that no app reads. Usually no Application references them, or the
 * Application is not known here. Only files that were already read are considered.
 *
 * @param isRead whether an app is built from a file
 */
export function unreadValues(
  { files, addresses }: Context,
  apps: readonly App[],
  isRead: (path: string) => boolean,
): Unresolved[] {
  const usesArgo = apps.every(({ controller }) => controller !== 'flux')
  const found = files.entries.flatMap(({ path, mode }): Unresolved[] => {
    if (mode === '120000' || !VALUES.test(path) || PASSED.test(path) || !files.isLoaded(path)) return []
    if (isRead(path)) return []
    const yaml = files.yaml(path)
    if (!yaml || yaml.documents.some(({ root }) => stringAt(root, 'kind') !== undefined)) return []
    const values = emptyValues()
    const notes = new Set<string>()
    for (const layer of fileLayers(files, path, 'values file')) applyLayer(values, layer, notes)
    const [image] = findImages(values, notes).filter(({ repository }) => repository !== undefined)
    if (!image) return []
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')))
    const isDefault = /(?:^|\/)values\.ya?ml$/.test(path) && files.has(inFolder(folder, 'Chart.yaml'))
    if (isDefault && insideChart(folder)) return []
    return [
      {
        file: path,
        line: image.place?.line,
        kind: isDefault ? 'chart' : 'values file',
        name: undefined,
        reason: isDefault
          ? `its values set ${image.repository}, and no known app deploys this chart`
          : `it sets ${image.repository}, and no known app reads it`,
        ...(isDefault || !usesArgo ? {} : { hint: wiring(path, ownAddress(apps) ?? addresses?.[0]) }),
      },
    ]
  })
  const left = found.slice(MOST_NAMED)
  const [next] = left
  if (!next) return found
  const more: Unresolved = {
    file: next.file,
    line: undefined,
    kind: 'values files',
    name: undefined,
    reason: 'they set images, and no known app reads them',
    count: left.length,
  }
  return [...found.slice(0, MOST_NAMED), more]

  function insideChart(folder: string): boolean {
    return (
      /(?:^|\/)charts\/[^/]+$/.test(folder) &&
      files.has(inFolder(folder.replace(/(?:^|\/)charts\/[^/]+$/, ''), 'Chart.yaml'))
    )
  }

  function ownAddress(all: readonly App[]): string | undefined {
    return all
      .flatMap(({ sources }) => sources)
      .find(({ inThisRepository, repoURL }) => inThisRepository && (repoURL ?? '') !== '')?.repoURL
  }
}

/** Returns the lines with which an Application whose chart is elsewhere reads a values file of this repo. */
function wiring(path: string, address: string | undefined): string {
  return [
    'An Application reads it with:',
    '  sources:',
    '    - # its chart, as it is now',
    `      helm: {valueFiles: [$values/${path}]}`,
    `    - {repoURL: ${address ?? 'THE ADDRESS OF THIS REPO'}, targetRevision: HEAD, ref: values}`,
  ].join('\n')
}
