import type * as v from 'valibot'
import { FaultCollector } from '../errors.ts'
import type { DeepReadonly } from '../shapes/readonly.ts'
import { readYaml } from '../shapes/yaml.ts'
import type { YamlFile } from '../yaml/nodes.ts'
import { configShape } from './config-shape.ts'

/** The file at the root of an infra repo that tells what its layout does not. */
export const CONFIG_FILE = 'fairlead.yaml'

type Read = DeepReadonly<v.InferOutput<typeof configShape>>

/** The parts that code goes through, whether they are written or not. */
type Walked = 'environments' | 'clusters' | 'controlPlanes' | 'images' | 'charts'

/** What `fairlead.yaml` may say; what each key means stands in its schema. All of it is optional. */
export type Config = Read & Required<Pick<Read, Walked>>

type Part<K extends keyof Read> = NonNullable<Read[K]>

export type EnvironmentConfig = Part<'environments'>[string]
/** How a change gets onto the base branch. */
export type Method = NonNullable<EnvironmentConfig['method']>
export type ClusterConfig = Part<'clusters'>[string]
export type ControlPlaneConfig = Part<'controlPlanes'>[string]
export type ImageConfig = Part<'images'>[number]
export type ChartConfig = Part<'charts'>[number]
export type FolderConfig = Part<'folders'>[number]
export type RootConfig = Part<'roots'>[number]
/** The renderers that `diff` and `render` use. Only what the **base** says counts, never the change itself. */
export type RenderConfig = Part<'render'>
/** A host that is listed may be spoken to over http and ssh, too. Only what the **base** says counts. */
export type HostConfig = NonNullable<Part<'fetch'>['hosts']>[string]

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
  const read = readYaml(configShape, { file, start: root, root: 'the file' }, faults)
  faults.throwIfAny()
  return { ...emptyConfig, ...read }
}
