import type { FilesPorts } from './ports.ts'

/**
 * Returns the names of the production environments: those that `fairlead.yaml` declares and those of production apps.
 */
export async function productionIn(files: FilesPorts): Promise<string[]> {
  const [config, { apps }] = [await files.config(), await files.inventory()]
  const declared = Object.entries(config.environments).flatMap(([name, { production }]) =>
    production === true ? [name] : [],
  )
  const used = apps.flatMap(({ production, environment: name }) =>
    production && name !== undefined ? [name] : [],
  )
  return [...new Set([...declared, ...used])].toSorted()
}
