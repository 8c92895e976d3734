import type { FilesPorts } from './ports.ts'

/** The names of the environments that are production: by `fairlead.yaml`, or as apps have them. */
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
