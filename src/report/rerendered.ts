import { isQuiet } from '../review/level.ts'
import { isCode } from '../review/inputs.ts'
import type { AppChange, RenderConditions } from '../review/model.ts'
import { appName } from './text.ts'

/**
 * Apps whose inputs changed and whose manifests did not, rendered with the same versions. The text is not escaped.
 */
export interface Rerendered {
  /** The number of apps. */
  readonly apps: number
  /** `Helm 4.2.1, Kubernetes 1.34.0 …`; empty for plain manifests. */
  readonly conditions: string
  /** The changed files with the apps that use them. Files that may contain templates come first. */
  readonly changes: readonly { readonly files: readonly string[]; readonly apps: readonly string[] }[]
}

/**
 * Returns the apps that were rendered again to the same manifests. They are always reported, because a template may
 * render to the same manifests here and to different ones in the cluster.
 */
export function rerendered(all: readonly AppChange[]): Rerendered[] {
  const byConditions = new Map<string, Map<string, { files: string[]; apps: string[] }>>()
  for (const change of all.filter(isQuiet)) {
    const files = change.files.toSorted((a, b) => Number(isCode(b)) - Number(isCode(a)))
    const conditions = conditionText(change.conditions)
    const groups = byConditions.get(conditions) ?? new Map<string, { files: string[]; apps: string[] }>()
    byConditions.set(conditions, groups)
    // An app without a changed file is declared differently by its generator.
    const key = JSON.stringify(files)
    const group = groups.get(key) ?? { files, apps: [] }
    groups.set(key, group)
    group.apps.push(appName(change.app))
  }
  return [...byConditions].map(([conditions, groups]) => {
    const changes = [...groups.values()].toSorted((a, b) => Number(hasCode(b)) - Number(hasCode(a)))
    return { apps: changes.reduce((sum, { apps }) => sum + apps.length, 0), conditions, changes }
  })
}

function hasCode({ files }: { readonly files: readonly string[] }): boolean {
  return files.some(isCode)
}

/**
 * Returns the conditions as text:
 * `Helm 4.2.1, Kubernetes 1.34.0, API versions a/v1 and b/v1, time 2026-01-01T00:00:00Z`.
 */
export function conditionText(conditions: RenderConditions | undefined): string {
  if (!conditions) return ''
  const { tools, kubernetes, apiVersions, time } = conditions
  const names: Readonly<Record<string, string>> = { helm: 'Helm' }
  return [
    ...Object.entries(tools).map(([tool, version]) => `${names[tool] ?? tool} ${version}`),
    ...(kubernetes === undefined
      ? []
      : [
          `Kubernetes ${kubernetes}`,
          apiVersions.length === 0
            ? 'no additional API versions'
            : `API versions ${apiVersions.slice(0, 5).join(', ')}${apiVersions.length > 5 ? ` and ${apiVersions.length - 5} more` : ''}`,
        ]),
    ...(time === undefined ? [] : [`time ${time}`]),
  ].join(', ')
}
