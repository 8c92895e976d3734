import type * as v from 'valibot'
import { FaultCollector, inputError } from '../errors.ts'
import type { DeepReadonly } from '../shapes/readonly.ts'
import { readYaml } from '../shapes/yaml.ts'
import type { YamlFile } from '../yaml/nodes.ts'
import { configShape } from './config-shape.ts'

/** The file at the root of an infra repo with the settings that cannot be inferred from its layout. */
export const CONFIG_FILE = 'fairlead.yaml'

type Read = DeepReadonly<v.InferOutput<typeof configShape>>

/** The parts that code iterates over. They are always set, even if the file does not contain them. */
type Walked = 'environments' | 'clusters' | 'controlPlanes' | 'images' | 'charts'

/** The content of `fairlead.yaml`. Its schema describes each key. All keys are optional. */
export type Config = Read & Required<Pick<Read, Walked>>

type Part<K extends keyof Read> = NonNullable<Read[K]>

export type EnvironmentConfig = Part<'environments'>[string]
/** The way in which a change reaches the base branch. */
export type Method = NonNullable<EnvironmentConfig['method']>
export type ClusterConfig = Part<'clusters'>[string]
export type ControlPlaneConfig = Part<'controlPlanes'>[string]
export type ImageConfig = Part<'images'>[number]
export type ChartConfig = Part<'charts'>[number]
export type FolderConfig = Part<'folders'>[number]
export type RootConfig = Part<'roots'>[number]
/**
 * The settings of the renderers that `diff` and `render` use. Only the file of the **base** is used, never that of
 * the change.
 */
export type RenderConfig = Part<'render'>
/** A listed host, which may also be used over http and ssh. Only the file of the **base** is used. */
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
 * @throws FairleadError (input) with every error and its line; for an unknown key, it suggests the nearest known key
 */
export function readConfig(file: YamlFile): Config {
  const [root, ...others] = file.documents.flatMap((document) => document.root ?? [])
  if (!root) return emptyConfig
  if (others.length > 0)
    throw inputError(`${CONFIG_FILE} has several documents, and only one can apply`, {
      hint: 'Merge them into one: remove the lines that are only ---.',
    })
  const faults = new FaultCollector()
  const read = readYaml(configShape, { file, start: root, root: 'the file' }, faults)
  faults.throwIfAny()
  return { ...emptyConfig, ...read }
}
