import { CONFIG_FILE } from '../../config/config.ts'
import type { Files } from '../../yaml/files.ts'
import type { App } from '../../inventory/model.ts'
import type { Check } from '../check.ts'
import { count, note, ok, unknown, warning } from '../check.ts'
import { OWNERS_FILES, readCodeOwners } from '../../policy/code-owners.ts'
import type { FilesPorts } from './ports.ts'

/** The maximum number of files, and of lines to paste, in a message. */
const MOST_NAMED = 10

export const productionHasOwners: Check<FilesPorts> = {
  id: 'files/owners',
  title: 'Owners of production',
  level: 'warning',
  description:
    'CODEOWNERS leaves production files without an owner. This is a note if there is no such file.',
  async run(ports) {
    const { apps } = await ports.inventory()
    const production = apps.filter((app) => app.production)
    if (production.length === 0)
      return [unknown('No app is in production, so the owners of its files were not checked.')]
    const tree = await ports.files()
    const files = filesOf(production, tree)
    const file = OWNERS_FILES.find((place) => tree.has(place))
    if (file === undefined)
      return [
        note(
          'There is no CODEOWNERS file, so changes to production do not require the review of a particular person.',
          `Add .github/CODEOWNERS (on GitLab .gitlab/CODEOWNERS) with these lines, and require the review of code owners for the base branch: ${linesFor(files, files, '@OWNER')}`,
        ),
      ]
    await tree.load([file])
    const { ownersOf } = readCodeOwners(tree.text(file) ?? '')
    const owned = files.filter((path) => ownersOf(path).length > 0)
    const open = files.filter((path) => ownersOf(path).length === 0)
    const covered = `${file} covers ${owned.length} of ${count(files.length, 'production file')}.`
    if (open.length === 0) return [ok(covered)]
    const owner = mostOften(owned.flatMap(ownersOf)) ?? '@OWNER'
    const named = open.slice(0, MOST_NAMED).join(', ')
    return [
      warning(
        `${covered} These have no owner: ${named}${open.length > MOST_NAMED ? ` and ${open.length - MOST_NAMED} more` : ''}.`,
        `Add to ${file}: ${linesFor(open, files, owner)}`,
        { file },
      ),
    ]
  },
}

/**
 * Returns the files that define production: the declarations of its apps, their values files, the files that set
 * their images, their overlays and manifests, and `fairlead.yaml`, which defines the environments.
 */
function filesOf(apps: readonly App[], files: Files): string[] {
  const found = new Set<string>(files.has(CONFIG_FILE) ? [CONFIG_FILE] : [])
  for (const { declaredAt, valuesFiles, images, sources } of apps) {
    for (const file of [declaredAt.file, ...valuesFiles]) found.add(file)
    for (const { place, digestPlace } of images)
      for (const one of [place, digestPlace]) if (one) found.add(one.file)
    for (const { type, inThisRepository, path } of sources)
      if (inThisRepository && path !== undefined && (type === 'kustomize' || type === 'directory'))
        for (const file of files.below(path)) found.add(file)
  }
  return [...found].filter((file) => files.has(file)).toSorted()
}

/** Returns lines to paste. A line covers a whole folder if no known production file in it has an owner. */
function linesFor(open: readonly string[], all: readonly string[], owner: string): string {
  const openFiles = new Set(open)
  const places = new Set(
    open.map((path) => {
      const folder = path.slice(0, path.lastIndexOf('/') + 1)
      const isWhole = folder !== '' && all.every((other) => !other.startsWith(folder) || openFiles.has(other))
      return `/${isWhole ? folder : path}`.replaceAll(' ', String.raw`\ `)
    }),
  )
  const lines = [...places]
    .filter(
      (place) =>
        ![...places].some((other) => other !== place && place.startsWith(other) && other.endsWith('/')),
    )
    .map((place) => `\`${place} ${owner}\``)
  const left = lines.length - MOST_NAMED
  return `${lines.slice(0, MOST_NAMED).join(', ')}${left > 0 ? ` and ${left} more like these` : ''}`
}

function mostOften(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0]
}
