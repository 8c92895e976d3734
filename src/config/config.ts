import { FaultCollector, inputError } from '../errors.ts'
import { parseKeyParts } from '../yaml/keys.ts'
import type { YamlFile } from '../yaml/nodes.ts'
import { configShape } from './config-shape.ts'
import { readShape } from './shape.ts'

/** The file at the root of an infra repo that tells what its layout does not. */
export const CONFIG_FILE = 'fairlead.yaml'

/** What `fairlead.yaml` may say. All of it is optional. */
export interface Config {
  readonly environments: Readonly<Record<string, EnvironmentConfig>>
  readonly clusters: Readonly<Record<string, ClusterConfig>>
  readonly controlPlanes: Readonly<Record<string, ControlPlaneConfig>>
  readonly images: readonly ImageConfig[]
  readonly charts: readonly ChartConfig[]
  readonly folders?: readonly FolderConfig[]
  readonly roots?: readonly RootConfig[]
  readonly artifacts?: readonly ArtifactConfig[]
  readonly argocd?: ArgocdConfig
  readonly flux?: FluxConfig
  readonly diff?: DiffConfig
  readonly render?: RenderConfig
  readonly fetch?: FetchConfig
}

export interface DiffConfig {
  readonly noise?: readonly string[]
}

/** The renderers that `diff` and `render` use. Only what the **base** says counts, never the change itself. */
export interface RenderConfig {
  /** All three numbers, with or without a leading `v`. */
  readonly helmVersion?: string
  /** Of the publisher's archive; several, one for each platform, by commas or spaces. */
  readonly helmSha256?: string
  readonly kustomizeVersion?: string
  readonly kustomizeSha256?: string
  /** An address that begins with `https://`. */
  readonly mirror?: string
}

export interface EnvironmentConfig {
  readonly production?: boolean
  readonly paths?: readonly string[]
  readonly labels?: Readonly<Record<string, string>>
  readonly clusters?: readonly string[]
  readonly allow?: readonly ('push' | 'auto-merge')[]
  /** How `update` changes it, where no input says so. Default: `pull-request`. */
  readonly method?: Method
}

/** How a change gets onto the base branch. */
export type Method = 'push' | 'pull-request'

export interface ClusterConfig {
  readonly server?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly project?: string
  readonly paths?: readonly string[]
  /** Such as `1.34` or `v1.34.2`. */
  readonly kubeVersion?: string
  /** `group/version` and `group/version/Kind`. */
  readonly apiVersions?: readonly string[]
}

export interface ControlPlaneConfig {
  readonly paths?: readonly string[]
  /** The name of the cluster that it runs in: the one that in-cluster means. */
  readonly cluster?: string
}

export interface ArgocdConfig {
  /** Such as `3.5`. */
  readonly version?: string
  /** `kustomize.buildOptions` of Argo CD's settings. */
  readonly kustomizeBuildOptions?: string
  /** Whether the files of git generators are found by doublestar, and not by git's pathspecs. */
  readonly newGitFileGlobbing?: boolean
  /** The address of its pages, such as `https://argocd.example.com`. */
  readonly url?: string
  /** The namespace of its control plane. Without it every Application is taken to be in it. */
  readonly namespace?: string
}

export interface FluxConfig {
  /** Such as `2.9`. */
  readonly version?: string
  /** Whether a variable without a value fails a build. Default: as the version does. */
  readonly strictSubstitution?: boolean
}

export interface ImageConfig {
  readonly app: string
  readonly environment?: string
  readonly image: string
  readonly file: string
  readonly key: string
}

/** The chart of apps that no object declares; in `repo`, `path`, `chart` and `revision` `{app}` and `{environment}` are replaced. */
export interface ChartConfig {
  /** A name, in which `*` stands for anything. */
  readonly app: string
  readonly environment?: string
  /** A Git repository, a Helm repository or an OCI registry; without it the chart is in this repo. */
  readonly repo?: string
  /** The chart's folder in a Git repository. */
  readonly path?: string
  /** The chart's name in a Helm repository or an OCI registry. */
  readonly chart?: string
  /** A branch, tag or commit; of a chart its version. */
  readonly revision?: string
  /** Another name of the same. */
  readonly version?: string
}

/** A folder of this repo that is an app, although nothing in the repo declares it and its layout does not tell. */
export interface FolderConfig {
  readonly app: string
  /** A chart, a kustomization or plain manifests; `.` is the root. */
  readonly path: string
  readonly environment?: string
  /** The values files of a chart, from the root of the repo; the last one wins. */
  readonly values?: readonly string[]
}

/** An app of apps that stands outside of this repo. */
export interface RootConfig {
  /** The folder of this repo that it deploys: a chart, a kustomization or manifests. */
  readonly path: string
  /** Values files, from that folder or from the root of the repo; the last wins. */
  readonly values?: readonly string[]
  readonly parameters?: Readonly<Record<string, string>>
  readonly name?: string
  readonly namespace?: string
  readonly controlPlane?: string
  readonly cluster?: string
  readonly environment?: string
}

/** A folder of this repo that is pushed as the artifact of a source. */
export interface ArtifactConfig {
  /** `namespace/name`, or the name alone. */
  readonly source: string
  readonly path: string
}

/** What may be fetched from outside of the infra repo. Only what the **base** says counts, never the change itself. */
export interface FetchConfig {
  readonly hosts?: Readonly<Record<string, HostConfig>>
}

/** A host that is listed may be spoken to over http and ssh, too. */
export interface HostConfig {
  readonly private?: boolean
  readonly credentials?: boolean
  /** The paths that get them; all where it is not given. */
  readonly paths?: readonly string[]
}

export const emptyConfig: Config = {
  environments: {},
  clusters: {},
  controlPlanes: {},
  images: [],
  charts: [],
}

/**
 * Reads `fairlead.yaml`.
 *
 * @throws FairleadError (input) with every fault and its line; an unknown key names the nearest known one
 */
export function readConfig(file: YamlFile): Config {
  const root = file.documents[0]?.root
  if (!root) return emptyConfig
  const faults = new FaultCollector()
  const read = readShape(configShape, root, 'the file', file, faults) as Partial<Config> | undefined
  for (const image of read?.images ?? []) faults.attempt(() => parseKeyParts(image.key ?? 'missing'))
  for (const { app, repo, path, chart, revision, version } of read?.charts ?? []) {
    const fault = (message: string) =>
      faults.keep(inputError(`the chart of ${app} in charts ${message}`, { at: { file: file.path } }))
    if (chart !== undefined && repo === undefined) fault('is one of a repository, and repo is missing')
    if ((path === undefined) === (chart === undefined)) fault('needs either a path or a chart')
    if (revision !== undefined && version !== undefined) fault('has both a revision and a version')
  }
  faults.throwIfAny()
  return { ...emptyConfig, ...read }
}
