import type { Config } from '../../config/config.ts'
import { CONFIG_FILE } from '../../config/config.ts'
import { joinPath } from '../../tree/paths.ts'

/** The identity of a source, without its kind. */
export interface SourceName {
  readonly name: string
  readonly namespace: string | undefined
}

/** The folder of this repo that an artifact contains. */
export interface ArtifactFolder {
  /** Empty for the root. */
  readonly folder: string
  /** A sentence about how the folder was found, if nothing declares it. */
  readonly guess?: string
}

/** Returns the key of a source in the map. */
export function keyOf({ name, namespace }: SourceName): string {
  return JSON.stringify([namespace, name])
}

/**
 * Returns the folder of this repo that something outside of the cluster pushes as the artifact of a source, according
 * to `artifacts` of `fairlead.yaml`.
 *
 * @returns the folder, empty for the root; undefined if it is not declared
 */
export function artifactFolder(config: Config, { name, namespace }: SourceName): string | undefined {
  const names = namespace === undefined ? [name] : [`${namespace}/${name}`, name]
  const found = config.artifacts?.find(({ source }) =>
    namespace === undefined ? source === name || source.endsWith(`/${name}`) : names.includes(source),
  )
  return found && joinPath('', found.path.replace(/^\/+/, '') || '.')
}

/** Returns a hint with the line of `fairlead.yaml` that declares the folder. */
export function artifactHint({ name, namespace }: SourceName): string {
  const source = namespace === undefined ? name : `${namespace}/${name}`
  return `If a folder of this repo is pushed as this artifact, declare it in ${CONFIG_FILE}: artifacts: [{source: ${source}, path: FOLDER}].`
}
