import { inputError } from '../../errors.ts'
import type { Json } from '../../yaml/value.ts'
import { isObject, listAt, textAt, valueAt } from '../../yaml/value.ts'
import type { Capabilities } from '../cluster.ts'
import { kubeVersionOf } from '../cluster.ts'
import type { HelmJob, HelmSet } from '../model.ts'
import type { AppFacts } from './environment.ts'
import { expand } from './environment.ts'
import type { ValueRoots } from './value-files.ts'
import { resolveFile, resolveValueFiles } from './value-files.ts'

/**
 * Returns the job for a Helm source, with the arguments that Argo CD passes to Helm.
 *
 * Rules: argo-cd reposerver/repository/repository.go (helmTemplate), util/helm/cmd.go (template)
 *
 * @param source the source with its overrides
 * @throws FairleadError (input) if a values file cannot be read
 */
export async function helmJob(
  source: Json,
  app: AppFacts,
  {
    roots,
    cluster,
    notes,
  }: { readonly roots: ValueRoots; readonly cluster: Capabilities; readonly notes: Set<string> },
): Promise<HelmJob> {
  const helm = valueAt(source, 'helm')
  const version = textAt(helm, 'version')
  if (version && !['v3', 'v4'].includes(version))
    throw inputError(`Argo CD does not support Helm version ${version}`, { hint: 'Remove helm.version.' })
  const files = listAt(helm, 'valueFiles').filter((entry) => typeof entry === 'string')
  const values: HelmJob['values'][number][] = await resolveValueFiles(
    files,
    roots,
    valueAt(helm, 'ignoreMissingValueFiles') === true,
  )
  // `valuesObject` always replaces `values`.
  const object = valueAt(helm, 'valuesObject') ?? undefined
  const text = object === undefined ? textAt(helm, 'values') : JSON.stringify(object)
  if (text) values.push({ text })
  return {
    kind: 'helm',
    chart: { tree: roots.place.tree, path: roots.path },
    release: textAt(helm, 'releaseName') || app.name,
    namespace: namespaceOf(source, app) || undefined,
    values,
    set: await settings(helm, roots, notes),
    ...capabilities(source, cluster),
    includeCrds: valueAt(helm, 'skipCrds') !== true,
    skipTests: valueAt(helm, 'skipTests') === true,
    skipSchemaValidation: valueAt(helm, 'skipSchemaValidation') === true,
  }
}

/** Rule: argo-cd pkg/apis/application/v1alpha1/types.go (GetNamespaceOrDefault) */
function namespaceOf(source: Json, app: AppFacts): string {
  return textAt(source, 'helm', 'namespace') || textAt(source, 'kustomize', 'namespace') || app.namespace
}

/** Returns the cluster facts for a source. Its own settings take precedence over those of the cluster. */
export function capabilities(source: Json, cluster: Capabilities): Capabilities {
  const version = textAt(source, 'helm', 'kubeVersion') || textAt(source, 'kustomize', 'kubeVersion')
  const own = [listAt(source, 'helm', 'apiVersions'), listAt(source, 'kustomize', 'apiVersions')]
    .map((list) => list.filter((entry) => typeof entry === 'string'))
    .find((list) => list.length > 0)
  return {
    kubeVersion: version ? kubeVersionOf(version) : cluster.kubeVersion,
    apiVersions: own ?? cluster.apiVersions,
  }
}

/**
 * Returns the `--set` options. Helm applies all `--set`, then all `--set-string`, then all `--set-file`; of several
 * with one name, only the last one remains.
 */
async function settings(helm: Json | undefined, roots: ValueRoots, notes: Set<string>): Promise<HelmSet[]> {
  const plain = new Map<string, string>()
  const forced = new Map<string, string>()
  for (const parameter of listAt(helm, 'parameters')) {
    const name = textAt(parameter, 'name')
    if (name === undefined) continue
    const into = isForced(parameter) ? forced : plain
    into.set(name, escapeCommas(expand(scalarText(valueAt(parameter, 'value')), roots.environment)))
  }
  const sets: HelmSet[] = []
  const files = new Set<string>()
  for (const parameter of listAt(helm, 'fileParameters')) {
    const name = textAt(parameter, 'name')
    const path = textAt(parameter, 'path')
    if (name === undefined || path === undefined) continue
    const file = await resolveFile(path, roots)
    const set: HelmSet = { how: 'set-file', name, file: { tree: file.place.tree, path: file.path } }
    const known = sets.findIndex((other) => other.name === name)
    if (known >= 0) sets[known] = set
    else sets.push(set)
    files.add(name)
  }
  for (const names of [plain.keys(), forced.keys(), files.values()]) warnOfOverlaps([...names], notes)
  return [...settingsOf('set', plain), ...settingsOf('set-string', forced), ...sets]
}

function settingsOf(how: 'set' | 'set-string', values: ReadonlyMap<string, string>): HelmSet[] {
  return [...values].map(([name, value]): HelmSet => ({ how, name, value }))
}

/** Argo CD stores parameters in a Go map, which is iterated in random order. */
function warnOfOverlaps(names: readonly string[], notes: Set<string>): void {
  for (const name of names) {
    const other = names.find((longer) => longer.startsWith(`${name}.`) || longer.startsWith(`${name}[`))
    if (other !== undefined)
      notes.add(
        `its parameters ${name} and ${other} set the same value; in Argo CD it is random which one wins`,
      )
  }
}

/** Go reads JSON keys case-insensitively, and the image updater writes `forcestring`. */
function isForced(parameter: Json): boolean {
  if (!isObject(parameter)) return false
  return Object.entries(parameter).some(
    ([key, value]) => key.toLowerCase() === 'forcestring' && value === true,
  )
}

/** Rule: argo-cd util/helm/cmd.go (cleanSetParameters) */
function escapeCommas(value: string): string {
  if (value.startsWith('{') && value.endsWith('}')) return value
  return value.replaceAll(/(?<!\\),/g, String.raw`\,`)
}

function scalarText(value: Json | undefined): string {
  return value === undefined || value === null ? '' : typeof value === 'string' ? value : String(value)
}
