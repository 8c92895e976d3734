import type { YamlNode } from '../yaml/nodes.ts'
import type { Files, Reading } from '../yaml/files.ts'
import { joinPath } from '../tree/paths.ts'
import { itemsAt, stringAt, stringsAt } from '../yaml/at.ts'

/** What of this repo an app is made of: a change elsewhere does not touch it. */
export interface Inputs {
  /** Files, those too that are not there yet but would count. */
  readonly files: ReadonlySet<string>
  /** Folders with all that is below them. */
  readonly folders: ReadonlySet<string>
}

/** Inputs on their way. */
export class InputCollector implements Inputs {
  readonly files = new Set<string>()
  readonly folders = new Set<string>()

  add({ files, folders }: Inputs): void {
    for (const file of files) this.files.add(file)
    for (const folder of folders) this.folders.add(folder)
  }
}

/** Whether a file is one of the inputs. */
export function isInput({ files, folders }: Inputs, path: string): boolean {
  if (files.has(path) || folders.has('')) return true
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
    if (folders.has(path.slice(0, end))) return true
  return false
}

/**
 * Adds what the links among the inputs lead to, and the links themselves: what is read through a link is another
 * thing when either of them changes. The same with the submodules that they are in.
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
      // Mended, it would lead to something.
      if (followed.kind === 'outside' && followed.link !== undefined) inputs.files.add(followed.link)
      return undefined
    }
    for (const link of followed.links) inputs.files.add(link.path)
    return followed.path
  }
  // What is added on the way holds no link any more.
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

/** Passes a reading on and notes all files that it reads. */
export function* noting<T>(reading: Reading<T>, inputs: InputCollector): Reading<T> {
  for (;;) {
    const step = reading.next()
    if (step.done) return step.value
    for (const path of step.value) inputs.files.add(path)
    yield step.value
  }
}

/**
 * The folder of a chart, and those of charts that it takes from beside it (`repository: file://…`).
 *
 * @param files has read the Chart.yaml files already, as far as they are in the repo
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
/** Fields that list maps with a path. */
const PATH_MAPS = ['patches', 'patchesJson6902', 'replacements'] as const

/**
 * The paths of this repo that a kustomization names, files and folders, whether they are there or not.
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
