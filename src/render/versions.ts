import type { Config } from '../config/config.ts'
import { capitalised } from '../text/capitalised.ts'

/**
 * The versions of the renderers in each version of the controllers, newest first.
 *
 * Sources: argo-cd hack/tool-versions.sh at each release; the go.mod of fluxcd/helm-controller and
 * fluxcd/kustomize-controller at the versions that flux2 manifests/bases name
 */
const ARGOCD: readonly Row[] = [
  { version: '3.6', helm: '4.2', kustomize: '5.8' },
  { version: '3.5', helm: '4.2', kustomize: '5.8' },
  { version: '3.4', helm: '3.19', kustomize: '5.8' },
  { version: '3.3', helm: '3.19', kustomize: '5.8' },
  { version: '3.2', helm: '3.18', kustomize: '5.7' },
  { version: '3.1', helm: '3.18', kustomize: '5.7' },
  { version: '3.0', helm: '3.17', kustomize: '5.6' },
]
const FLUX: readonly Row[] = [
  { version: '2.9', helm: '4.2', kustomize: '5.8' },
  { version: '2.8', helm: '4.1', kustomize: '5.8' },
  { version: '2.7', helm: '3.19', kustomize: '5.7' },
  { version: '2.6', helm: '3.17', kustomize: '5.6' },
  { version: '2.5', helm: '3.17', kustomize: '5.6' },
]

/** The newest known patch release of each minor version above. */
export const PATCHES = {
  helm: { '4.2': '4.2.3', '4.1': '4.1.4', '3.19': '3.19.4', '3.18': '3.18.6', '3.17': '3.17.4' },
  kustomize: { '5.8': '5.8.1', '5.7': '5.7.1', '5.6': '5.6.0' },
} as const satisfies Record<string, Readonly<Record<string, string>>>

interface Row {
  readonly version: string
  readonly helm: string
  readonly kustomize: string
}

export type RenderingController = 'argocd' | 'flux'

const NAMES = { argocd: 'Argo CD', flux: 'Flux' } as const

/** Returns the controller's version in `fairlead.yaml`, or the newest known one, as `major.minor`. */
export function controllerVersion(controller: RenderingController, config: Config): string {
  const given = config[controller]?.version
  const newest = controller === 'argocd' ? '3.5' : '2.9'
  return (given === undefined ? undefined : minorOf(given)) ?? newest
}

/**
 * Returns the version of a renderer that is used if there is none on PATH and no version is requested: the minor
 * version in the controller that `fairlead.yaml` names (Argo CD before Flux), or in the newest known one.
 */
export function pinnedVersion(tool: 'helm' | 'kustomize', config: Config): string {
  const [row = ARGOCD[0]] = (['argocd', 'flux'] as const).flatMap(
    (controller) => rowOf(controller, config) ?? [],
  )
  const patches: Readonly<Record<string, string>> = PATCHES[tool]
  const known = row && patches[row[tool]]
  if (known === undefined) throw new Error(`no release of ${tool} is known for ${row?.[tool]}`)
  return known
}

/** Reports whether a version is equal to or later than another one: `3.10` is later than `3.4`. */
export function isAtLeast(version: string, other: string): boolean {
  const [a, b] = [version, other].map((text) => text.replace(/^v/, '').split('.').map(Number))
  const [major = 0, minor = 0] = a ?? []
  const [otherMajor = 0, otherMinor = 0] = b ?? []
  return major > otherMajor || (major === otherMajor && minor >= otherMinor)
}

/**
 * Returns a sentence for the report if a renderer has another minor version than the one in the controller; undefined
 * if they agree, or the user's controller version is not known.
 *
 * @param versions the versions of the renderers that were used: `helm` and `kustomize`
 */
export function rendererNote(
  controller: RenderingController,
  config: Config,
  versions: ReadonlyMap<string, string>,
): string | undefined {
  const version = config[controller]?.version
  if (version === undefined) return undefined
  const row = rowOf(controller, config)
  if (!row)
    return `it is unknown which versions of Helm and kustomize are in ${NAMES[controller]} ${version} (argocd.version and flux.version of fairlead.yaml)`
  const others = (['helm', 'kustomize'] as const).flatMap((tool) => {
    const used = versions.get(tool)
    const minor = used === undefined ? undefined : minorOf(used)
    return minor === undefined || minor === row[tool]
      ? []
      : [`${tool} ${used?.replace(/^v/, '')} instead of ${row[tool]}`]
  })
  return others.length === 0
    ? undefined
    : `rendered with ${others.join(' and ')}, the version in ${NAMES[controller]} ${version}; its output may differ`
}

/**
 * Returns the sentences for both controllers.
 *
 * @param declared versions of Flux that the repo itself declares, used if `fairlead.yaml` names none
 */
export function rendererNotes(
  config: Config,
  versions: ReadonlyMap<string, string>,
  declared: readonly string[] = [],
): string[] {
  const withFlux = (version: string) => ({ ...config, flux: { ...config.flux, version } })
  // A version in fairlead.yaml must be known; manifests may have any version, including one older than this table.
  const known = declared.map(withFlux).filter((one) => rowOf('flux', one) !== undefined)
  const notes = [
    rendererNote('argocd', config, versions),
    ...(config.flux?.version === undefined ? known : [config]).map((one) =>
      rendererNote('flux', one, versions),
    ),
  ]
  return notes.flatMap((note) => (note === undefined ? [] : [`${capitalised(note)}.`]))
}

/** Returns the row of the version in `fairlead.yaml`; undefined if there is none, or it is not known. */
function rowOf(controller: RenderingController, config: Config): Row | undefined {
  const version = config[controller]?.version
  const minor = version === undefined ? undefined : minorOf(version)
  return (controller === 'argocd' ? ARGOCD : FLUX).find((row) => row.version === minor)
}

function minorOf(version: string): string | undefined {
  return /^v?(\d+\.\d+)/.exec(version.trim())?.[1]
}
