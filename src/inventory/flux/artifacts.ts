import type { Config } from '../../config/config.ts'
import { CONFIG_FILE } from '../../config/config.ts'
import { joinPath } from '../../tree/paths.ts'

/** What tells a source from others; its kind does not. */
export interface SourceName {
  readonly name: string
  readonly namespace: string | undefined
}

/** The folder of this repo that is behind an artifact. */
export interface ArtifactFolder {
  /** Empty for the root. */
  readonly folder: string
  /** How it was found, where nothing says it; a sentence. */
  readonly guess?: string
}

/** The key of a source in the map. */
export function keyOf({ name, namespace }: SourceName): string {
  return JSON.stringify([namespace, name])
}

/**
 * The folder of this repo that something outside of the cluster pushes as the artifact of a source, as `artifacts` of
 * `fairlead.yaml` tells.
 *
 * @returns the folder, empty for the root; undefined where nothing is told
 */
export function artifactFolder(config: Config, { name, namespace }: SourceName): string | undefined {
  const names = namespace === undefined ? [name] : [`${namespace}/${name}`, name]
  const found = config.artifacts?.find(({ source }) =>
    namespace === undefined ? source === name || source.endsWith(`/${name}`) : names.includes(source),
  )
  return found && joinPath('', found.path.replace(/^\/+/, '') || '.')
}

/** The line of `fairlead.yaml` that tells the folder, as a hint. */
export function artifactHint({ name, namespace }: SourceName): string {
  const source = namespace === undefined ? name : `${namespace}/${name}`
  return `If a folder of this repo is pushed as this artifact, declare it in ${CONFIG_FILE}: artifacts: [{source: ${source}, path: FOLDER}].`
}
