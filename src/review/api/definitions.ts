import type { Files } from '../../yaml/files.ts'
import { objectsOf } from '../../kube/objects.ts'
import { stableText } from '../../compare/equal.ts'
import type { Json } from '../../yaml/value.ts'
import { evaluate, textAt, valueAt } from '../../yaml/value.ts'

/** A kind whose definition is needed. */
export interface WantedKind {
  readonly group: string
  readonly kind: string
}

/** The maximum number of files that are searched. */
const MOST = 500

/**
 * Returns the definitions (CustomResourceDefinition) of some kinds in the files of a revision, regardless of the app
 * that deploys them. It searches files whose path suggests such definitions (`crds/`, `x.io_things.yaml`). If two
 * files define a kind differently, it is not known which one a cluster has, so the kind is omitted.
 */
export async function definitionsInFiles(files: Files, wanted: readonly WantedKind[]): Promise<Json[]> {
  if (wanted.length === 0 || files.costly) return []
  const groups = [...new Set(wanted.map(({ group }) => group))]
  const paths = files.entries
    .map(({ path }) => path)
    .filter(
      (path) =>
        /\.(ya?ml|json)$/.test(path) &&
        (/crd|customresourcedefinition/i.test(path) || groups.some((group) => path.includes(group))),
    )
    .slice(0, MOST)
  await files.load(paths)
  const found = new Map<string, Json | undefined>()
  for (const path of paths) {
    const text = files.text(path) ?? ''
    if (!text.includes('CustomResourceDefinition') || !groups.some((group) => text.includes(group))) continue
    for (const definition of definitionsIn(files, path)) {
      const key = keyOf(definition)
      if (!wanted.some(({ group, kind }) => key === `${group}/${kind}`)) continue
      const known = found.get(key)
      const isOther = found.has(key) && (!known || specOf(known) !== specOf(definition))
      found.set(key, isOther ? undefined : definition)
    }
  }
  return [...found.values()].filter((definition) => definition !== undefined)
}

/** Returns the definitions of a file. A file that is not valid YAML, such as a template, has none. */
function definitionsIn(files: Files, path: string): Json[] {
  const file = files.yaml(path)
  if (!file) return []
  return objectsOf(file)
    .filter(({ kind }) => kind === 'CustomResourceDefinition')
    .map(({ node }) => evaluate(node))
}

function keyOf(definition: Json): string {
  return `${textAt(definition, 'spec', 'group') ?? ''}/${textAt(definition, 'spec', 'names', 'kind') ?? ''}`
}

function specOf(definition: Json): string {
  return stableText(valueAt(definition, 'spec'))
}
