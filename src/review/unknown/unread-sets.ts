import { isThisRepository } from '../../inventory/context.ts'
import { mayBeDeployed } from '../../inventory/unseen/deployable.ts'
import { joinPath } from '../../tree/paths.ts'
import { isInput } from '../../inventory/inputs.ts'
import type { Unresolved } from '../../inventory/model.ts'
import { objectsOf } from '../../kube/objects.ts'
import { readByPlugin } from '../../inventory/plugin-inputs.ts'
import type { Json } from '../../yaml/value.ts'
import { evaluate, isObject, listAt, textAt, valueAt } from '../../yaml/value.ts'
import type { Declarations } from '../../affected/declared.ts'

/** The files that a change touches. */
interface Touched {
  readonly changed: readonly string[]
  /** Those that no app is known to read. */
  readonly unclaimed: readonly string[]
}

/** The changed files that the paths in the template of an ApplicationSet refer to. */
export interface FilesOfSet {
  /** The changed files that its apps may use. */
  readonly files: string[]
  /**
   * Whether there may be more: a path that begins with a parameter, or an object that is not a set, provides no
   * information.
   */
  readonly mayBeMore: boolean
}

/**
 * Returns the changed files that the apps of an ApplicationSet may use, if it cannot be expanded, based on the paths
 * in its template. For a path without parameters, these are the files of the folder and those that its kustomization
 * uses. For a path with a parameter, these are the files below the part before the parameter that no known app reads.
 */
export async function filesOfSet(
  { file, kind, name }: Unresolved,
  { context }: Declarations,
  { changed, unclaimed }: Touched,
): Promise<FilesOfSet> {
  const { files } = context
  const nothing = { files: [], mayBeMore: true }
  if (!changed.some(mayBeDeployed)) return { files: [], mayBeMore: false }
  if (kind !== 'ApplicationSet' || !files.has(file)) return nothing
  await files.load([file])
  const yaml = files.yaml(file)
  const set = yaml && objectsOf(yaml).find((one) => one.kind === kind && one.name === name)
  if (!set) return nothing
  const content = evaluate(set.node)
  const spec = valueAt(content, 'spec', 'template', 'spec')
  const isHere = (source: Json) => {
    const url = textAt(source, 'repoURL') ?? ''
    return url.includes('{{') || isThisRepository(context, url) !== false
  }
  const sources = [valueAt(spec, 'source') ?? null, ...listAt(spec, 'sources')]
  const own = sources.filter(isHere).flatMap((source) => textAt(source, 'path') ?? [])
  // `$values/…`: a file of another source, which is usually this repository.
  const values = sources.flatMap((source) =>
    listAt(source, 'helm', 'valueFiles').flatMap((path) => /^\$[^/]+\/(.+)$/.exec(String(path))?.[1] ?? []),
  )
  const found = new Set<string>()
  let mayBeMore = !sources.some(isObject) || textAt(content, 'spec', 'templatePatch') !== undefined
  const known = writtenValues(valueAt(content, 'spec', 'generators') ?? null)
  for (const path of new Set([...own, ...values].flatMap((one) => filledIn(one, known)))) {
    const start = path.indexOf('{{')
    if (start < 0) {
      const folder = joinPath('', path.replace(/^\/+/, ''))
      if (folder === undefined || folder === '') continue
      const [inputs] = await files.run([readByPlugin(files, folder)])
      for (const one of changed) if (inputs && (one === folder || isInput(inputs, one))) found.add(one)
      continue
    }
    const prefix = path
      .slice(0, start)
      .replace(/^(?:\.?\/)+/, '')
      .replace(/[^/]*$/, '')
    if (prefix === '') {
      mayBeMore = true
      continue
    }
    for (const one of unclaimed) if (one.startsWith(prefix) && mayBeDeployed(one)) found.add(one)
  }
  return { files: [...found], mayBeMore }
}

/** The maximum number of paths of one template that are checked one by one. */
const MOST = 200

/**
 * Returns the possible values of generator parameters that are written out: `values`, and the elements of lists. The
 * keys are the names that a template uses for them.
 */
function writtenValues(generators: Json, found = new Map<string, Set<string>>()): Map<string, Set<string>> {
  if (Array.isArray(generators)) for (const item of generators as readonly Json[]) writtenValues(item, found)
  else if (isObject(generators))
    for (const [key, value] of Object.entries(generators)) {
      if (key === 'values') add(value as Json, 'values.', found)
      if (key === 'elements' && Array.isArray(value))
        for (const item of value as readonly Json[]) add(item, '', found)
      writtenValues(value as Json, found)
    }
  return found
}

function add(values: Json, prefix: string, found: Map<string, Set<string>>): void {
  if (!isObject(values)) return
  for (const [key, value] of Object.entries(values)) {
    if (isObject(value)) add(value, `${prefix}${key}.`, found)
    if (typeof value === 'string' && !value.includes('{{'))
      found.set(prefix + key, (found.get(prefix + key) ?? new Set()).add(value))
  }
}

/** Returns a path as it is, and with each known value of its parameters, from left to right. */
function filledIn(path: string, known: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const parameter = /^([^{]*)\{\{\s*\.?([\w.-]+)\s*\}\}(.*)$/s.exec(path)
  const [, before = '', name = '', rest = ''] = parameter ?? []
  const values = parameter ? known.get(name) : undefined
  if (!values) return [path]
  // The written values may not be complete: a cluster may add another value.
  return [path, ...[...values].flatMap((value) => filledIn(before + value + rest, known))].slice(0, MOST)
}
