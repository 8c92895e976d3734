import { posix } from 'node:path'
import { FairleadError } from '../../errors.ts'
import { doublestar } from '../../patterns/doublestar.ts'
import { pathspec } from '../../patterns/git.ts'
import { goPath } from '../../patterns/go-path.ts'
import type { Pattern } from '../../patterns/pattern.ts'
import { NO_PATTERN } from '../../patterns/pattern.ts'
import type { Json } from '../../yaml/value.ts'
import { isObject, listAt, textAt, valueAt } from '../../yaml/value.ts'
import { isThisRepository } from '../context.ts'
import type { Expansion } from './model.ts'
import type { ParamSet } from './params.ts'
import { flatten, goText, normalize, Refused, Unresolvable } from './params.ts'

/**
 * Returns the parameters of a git generator: one set for each folder, or for each object in the files.
 *
 * Rule: argo-cd applicationset/generators/git.go
 *
 * @throws Unresolvable if it reads another repository
 */
export async function gitParams(spec: Json, expansion: Expansion): Promise<ParamSet[]> {
  const repoURL = textAt(spec, 'repoURL')
  const folders = entriesOf(spec, 'directories')
  const files = entriesOf(spec, 'files')
  if (isThisRepository(expansion.context, repoURL) === false)
    throw new Unresolvable(`its git generator reads another repository, ${repoURL}`)
  if (folders.length === 0 && files.length === 0)
    throw new Refused('its git generator has neither directories nor files')
  const found = folders.length > 0 ? foldersOf(folders, expansion) : await filesOf(files, expansion)
  if (found.length === 0 && expansion.context.addresses === undefined)
    throw new Unresolvable(
      `its git generator finds nothing here; it reads ${repoURL ?? '(no repoURL)'}, which may be another repository`,
    )
  return Promise.all(found.map((one) => withPath(one, spec, expansion)))
}

interface Entry {
  readonly path: string
  readonly exclude: boolean
}

/** A match of a generator: a folder, or an object in a file. */
interface Found {
  readonly folder: string
  readonly file?: string
  readonly content: { readonly [key: string]: Json }
}

function entriesOf(spec: Json, key: string): Entry[] {
  return listAt(spec, key).map((entry) => ({
    path: textAt(entry, 'path') ?? '',
    exclude: valueAt(entry, 'exclude') === true,
  }))
}

/** Returns all matching folders except the root and hidden ones; a folder that any entry excludes is left out. */
function foldersOf(entries: readonly Entry[], { context }: Expansion): Found[] {
  const rules = entries.map(({ path, exclude }) => ({ pattern: goPath(path), exclude }))
  return context.files
    .folders()
    .filter((folder) => !folder.split('/').some((part) => part.startsWith('.')))
    .filter((folder) => {
      const hits = rules.filter(({ pattern }) => pattern.test(folder))
      return hits.length > 0 && !hits.some(({ exclude }) => exclude)
    })
    .toSorted(inByteOrder)
    .map((folder) => ({ folder, content: {} }))
}

async function filesOf(entries: readonly Entry[], expansion: Expansion): Promise<Found[]> {
  const { files } = expansion.context
  const isNew = expansion.context.config.argocd?.newGitFileGlobbing === true
  const rules = entries.map(({ path, exclude }) => ({
    pattern: isNew ? newFileGlob(path, expansion) : fileGlob(path),
    exclude,
  }))
  const paths = files.entries
    .map(({ path }) => path)
    .filter((path) => {
      const hits = rules.filter(({ pattern }) => pattern.test(path))
      return hits.length > 0 && !hits.some(({ exclude }) => exclude)
    })
    .toSorted(inByteOrder)
  await expansion.load(paths)
  return paths.flatMap((path) => {
    const folder = posix.dirname(path)
    return objectsOf(path, expansion).map((content) => ({ folder, file: path, content }))
  })
}

/** Returns a pattern with the rules of git itself: argo-cd util/git/client.go (LsFiles). */
function fileGlob(path: string): Pattern {
  if (path.startsWith('/'))
    throw new Refused(`its git generator names ${path}, which git considers outside the repo`)
  return pathspec(path)
}

/**
 * Returns a doublestar pattern, relative to the root of the repo. It also matches folders, which Argo CD cannot read.
 *
 * Rule: argo-cd util/git/client.go (LsFiles), reposerver/repository/repository.go (GetGitFiles)
 */
function newFileGlob(path: string, { context }: Expansion): Pattern {
  const pattern = doublestar(posix.join('/', path).slice(1).replace(/\/$/, ''))
  if (pattern === NO_PATTERN)
    throw new Refused(`its git generator names ${path}, which is not a valid pattern`)
  const folder = context.files.folders().find((one) => pattern.test(one))
  if (folder !== undefined)
    throw new Refused(
      `its git generator names ${path}, which matches the folder ${folder}, and Argo CD cannot read a folder as a file`,
    )
  return pattern
}

/** Returns the objects of a file, which contains one map or a list of maps; an empty file counts as an empty map. */
function objectsOf(path: string, expansion: Expansion): { readonly [key: string]: Json }[] {
  let value: Json
  try {
    value = expansion.valueOf(path) ?? {}
  } catch (error) {
    if (!(error instanceof FairleadError)) throw error
    throw new Refused(`its git generator cannot read ${path}: ${error.faults[0].message}`)
  }
  if (isObject(value)) return [value]
  const items: readonly Json[] = Array.isArray(value) ? (value as readonly Json[]) : []
  if (!Array.isArray(value) || !items.every(isObject))
    throw new Refused(`its git generator reads ${path}, which is neither a map nor a list of maps`)
  return items.filter(isObject)
}

/** Adds the parameters of the path, and the generator's own `values`. */
async function withPath(found: Found, spec: Json, expansion: Expansion): Promise<ParamSet> {
  const { goTemplate } = expansion.templating
  const prefix = textAt(spec, 'pathParamPrefix') ?? ''
  const facts = {
    basename: posix.basename(found.folder),
    basenameNormalized: normalize(posix.basename(found.folder)),
    ...(found.file === undefined
      ? {}
      : {
          filename: posix.basename(found.file),
          filenameNormalized: normalize(posix.basename(found.file)),
        }),
  }
  const segments = found.folder.split('/')
  let set: ParamSet
  if (goTemplate) {
    const path = { path: found.folder, ...facts, segments }
    set = {
      params: { ...found.content, ...(prefix === '' ? { path } : { [prefix]: { path } }) },
      strings: [[...(prefix === '' ? [] : [prefix]), 'path', 'segments']],
    }
  } else {
    const name = prefix === '' ? 'path' : `${prefix}.path`
    const parts = [
      [name, found.folder],
      ...Object.entries(facts).map(([key, value]) => [`${name}.${key}`, value]),
      ...segments.map((segment, i) => [`${name}[${i}]`, segment]),
    ]
    set = { params: { ...flatten(found.content), ...Object.fromEntries(parts) }, strings: [] }
  }
  return withValues(set, valueAt(spec, 'values'), expansion)
}

/**
 * Adds a generator's `values`, whose templates may use the parameters but not each other.
 *
 * Rule: argo-cd applicationset/generators/value_interpolation.go
 */
export async function withValues(
  set: ParamSet,
  values: Json | undefined,
  { templates, templating }: Expansion,
): Promise<ParamSet> {
  if (!isObject(values) || Object.keys(values).length === 0) return set
  const entries = await Promise.all(
    Object.entries(values).map(
      async ([key, value]) => [key, await templates.text(goText(value), set, templating)] as const,
    ),
  )
  return templating.goTemplate
    ? {
        params: { ...set.params, values: Object.fromEntries(entries) },
        strings: [...set.strings, ['values']],
      }
    : {
        ...set,
        params: {
          ...set.params,
          ...Object.fromEntries(entries.map(([key, value]) => [`values.${key}`, value])),
        },
      }
}

function inByteOrder(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
