import { inputError } from '../../errors.ts'
import { joinPath } from '../../tree/paths.ts'
import type { Json } from '../../yaml/value.ts'
import { evaluate, isObject } from '../../yaml/value.ts'
import type { Place } from '../places.ts'

/** The fields that an override file cannot change. */
const FIXED = ['chart', 'path', 'repoURL', 'targetRevision']

/** Fields whose keys are chosen by the user. */
const FREE = new Set(['valuesObject', 'commonLabels', 'commonAnnotations', 'options'])

/** The field names of a source by their lowercase form, because Go reads them case-insensitively. */
const FIELDS = new Map(
  [
    'helm kustomize directory plugin ref name path value version namespace valueFiles parameters releaseName values',
    'fileParameters passCredentials skipCrds ignoreMissingValueFiles valuesObject skipTests skipSchemaValidation',
    'forceString kubeVersion apiVersions namePrefix nameSuffix images commonLabels replicas count commonAnnotations',
    'forceCommonLabels forceCommonAnnotations commonAnnotationsEnvsubst patches patch target options components',
    'ignoreMissingComponents labelWithoutSelector labelIncludeTemplates labelSelector annotationSelector kind group',
    'recurse include exclude jsonnet extVars tlas libs code env',
  ].flatMap((line) => line.split(' ').map((name) => [name.toLowerCase(), name])),
)

/**
 * Returns the source with the override files beside the manifests applied: merge patches (RFC 7386), of which the
 * app's own takes precedence. Argo CD unmarshals the result of a patch into the existing source, so Go's rules also
 * apply: a field that the patch removes stays unchanged, and each list entry is read into the existing one at the
 * same position.
 *
 * Rules: argo-cd reposerver/repository/repository.go (mergeSourceParameters); Go's encoding/json (Unmarshal)
 *
 * @param instance the app's name, as used in the file name
 * @throws FairleadError (input) if such a file contains no overrides
 */
export async function withOverrides(
  source: Json,
  place: Place,
  path: string,
  instance: string,
): Promise<Json> {
  const names = ['.argocd-source.yaml', `.argocd-source-${instance}.yaml`]
  const files = names.flatMap((name) => joinPath(path, name) ?? []).filter((file) => place.files.has(file))
  await place.files.load(files)
  let merged = source
  for (const file of files) {
    const yaml = place.files.yaml(file)
    if (!yaml) throw inputError(place.files.fault(file)?.message ?? 'it cannot be read', { at: { file } })
    const root = yaml.documents[0]?.root
    const patch = root ? evaluate(root) : null
    if (!isObject(patch))
      throw inputError('it contains no overrides of a source, so Argo CD cannot render the app', {
        at: { file },
        hint: 'Add the overrides, such as "helm: {releaseName: web}", or delete the file.',
      })
    merged = readInto(merged, mergePatch(merged, patch), '')
  }
  if (!isObject(merged) || !isObject(source)) return source
  const others = Object.entries(merged).filter(([key]) => !FIXED.includes(key))
  return Object.fromEntries([...Object.entries(source).filter(([key]) => FIXED.includes(key)), ...others])
}

function mergePatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch
  const result: Record<string, Json> = isObject(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else result[key] = mergePatch(result[key] ?? null, value)
  }
  return result
}

/** @param field the field that contains the value; Helm values are used as they are read */
function readInto(known: Json | undefined, value: Json, field: string): Json {
  if (field === 'valuesObject') return value
  if (Array.isArray(value)) {
    const before = Array.isArray(known) ? (known as readonly Json[]) : []
    return (value as readonly Json[]).map((item, i) => readInto(before[i], item, field))
  }
  if (!isObject(value)) return value
  const result: Record<string, Json> = isObject(known) ? { ...known } : {}
  for (const [key, item] of Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const name = FREE.has(field) ? key : (FIELDS.get(key.toLowerCase()) ?? key)
    result[name] = readInto(result[name], item, name)
  }
  return result
}
