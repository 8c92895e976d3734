import type { YamlNode } from '../yaml/nodes.ts'
import type { Files, Reading } from '../yaml/files.ts'
import { joinPath } from '../tree/paths.ts'
import { itemsAt, stringAt, stringsAt } from '../yaml/at.ts'

/** The files and folders of this repo that an app depends on: other changes do not affect it. */
export interface Inputs {
  /** Includes files that do not exist yet but would be read. */
  readonly files: ReadonlySet<string>
  /** Folders with everything below them. */
  readonly folders: ReadonlySet<string>
}

/** Inputs that are still being collected. */
export class InputCollector implements Inputs {
  readonly files = new Set<string>()
  readonly folders = new Set<string>()

  add({ files, folders }: Inputs): void {
    for (const file of files) this.files.add(file)
    for (const folder of folders) this.folders.add(folder)
  }
}

/** Reports whether a file is one of the inputs. */
export function isInput({ files, folders }: Inputs, path: string): boolean {
  if (files.has(path) || folders.has('')) return true
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
    if (folders.has(path.slice(0, end))) return true
  return false
}

/**
 * Adds the links among the inputs, and their targets: content that is read through a link changes if either the link
 * or its target changes. Also adds the submodules that contain inputs.
 */
export function throughLinks(files: Files, inputs: InputCollector): Inputs {
  followLinks(files, inputs)
  if (files.submodulesBelow('').length === 0) return inputs
  for (const path of [...inputs.files, ...inputs.folders]) {
    const submodule = files.submoduleOf(path)
    if (submodule !== undefined) inputs.files.add(submodule)
  }
  return inputs
}

function followLinks(files: Files, inputs: InputCollector): void {
  if (!files.hasLinks) return
  const follow = (path: string): string | undefined => {
    const followed = files.follow(path)
    if (followed.kind !== 'inside') {
      // If the link is fixed, it points to a file or folder in the repo.
      if (followed.kind === 'outside' && followed.link !== undefined) inputs.files.add(followed.link)
      return undefined
    }
    for (const link of followed.links) inputs.files.add(link.path)
    return followed.path
  }
  // Paths that are added during the loop contain no more links.
  for (const file of inputs.files) inputs.files.add(follow(file) ?? file)
  const folders = [...inputs.folders]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const real = follow(folder)
    if (real === undefined) continue
    inputs.folders.add(real)
    for (const link of files.linksBelow(real)) {
      const target = follow(link)
      if (target === undefined) continue
      if (!files.isFolder(target)) inputs.files.add(target)
      else if (!inputs.folders.has(target)) {
        inputs.folders.add(target)
        folders.push(target)
      }
    }
  }
}

/** Passes a reading on and adds all files that it reads to the inputs. */
export function* noting<T>(reading: Reading<T>, inputs: InputCollector): Reading<T> {
  for (;;) {
    const step = reading.next()
    if (step.done) return step.value
    for (const path of step.value) inputs.files.add(path)
    yield step.value
  }
}

/**
 * Returns the folder of a chart and the folders of its local dependencies (`repository: file://…`).
 *
 * @param files must have read the Chart.yaml files already, if they are in the repo
 */
export function chartFolders(files: Files, chart: string, found = new Set<string>()): Set<string> {
  if (found.has(chart)) return found
  found.add(chart)
  const manifest = joinPath(chart, 'Chart.yaml') ?? ''
  const root = files.isLoaded(manifest) ? files.yaml(manifest)?.documents[0]?.root : undefined
  for (const dependency of itemsAt(root, 'dependencies')) {
    const repository = stringAt(dependency, 'repository') ?? ''
    const folder = repository.startsWith('file://')
      ? joinPath(chart, repository.slice('file://'.length))
      : undefined
    if (folder !== undefined) chartFolders(files, folder, found)
  }
  return found
}

/** Fields of a kustomization that list paths. */
const PATH_LISTS = [
  'resources',
  'bases',
  'components',
  'patchesStrategicMerge',
  'generators',
  'transformers',
  'validators',
  'configurations',
  'crds',
] as const
/** Fields of a kustomization that list maps with a path. */
const PATH_MAPS = ['patches', 'patchesJson6902', 'replacements'] as const

/**
 * Returns the paths of this repo that a kustomization refers to, files and folders, whether they exist or not.
 *
 * Rule: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
 *
 * @param node the kustomization, or another object with its fields
 */
export function namedPaths(node: YamlNode, folder: string): string[] {
  const generators = ['configMapGenerator', 'secretGenerator'].flatMap((field) => itemsAt(node, field))
  const names = [
    ...PATH_LISTS.flatMap((field) => stringsAt(node, field)),
    ...PATH_MAPS.flatMap((field) => itemsAt(node, field).flatMap((item) => stringAt(item, 'path') ?? [])),
    ...generators.flatMap((generator) => [
      ...stringsAt(generator, 'files').map((entry) => entry.slice(entry.indexOf('=') + 1)),
      ...stringsAt(generator, 'envs'),
      ...[stringAt(generator, 'env') ?? []].flat(),
    ]),
    ...itemsAt(node, 'helmCharts').flatMap((chart) => [
      ...[stringAt(chart, 'valuesFile') ?? []].flat(),
      ...stringsAt(chart, 'additionalValuesFiles'),
    ]),
    ...[stringAt(node, 'openapi', 'path') ?? []].flat(),
  ]
  return names
    .filter((name) => !name.includes('\n') && !/^[a-z][a-z0-9+.-]*:\/\/|^git@/i.test(name))
    .flatMap((name) => joinPath(folder, name) ?? [])
}
