import type { Config } from '../config/config.ts'
import { CONFIG_FILE } from '../config/config.ts'
import { refusal } from '../errors.ts'
import { environmentOfFile, isProduction, isSameEnvironment } from '../inventory/environments/judge.ts'
import { isInput } from '../inventory/inputs.ts'
import type { App, Inventory } from '../inventory/model.ts'

/** An environment that a change affects. */
export interface Reached {
  readonly environment: string | undefined
  readonly production: boolean
}

/** Returns the environment of a file, by its path. */
export function placeOfFile(file: string, config: Config): Reached {
  const environment = environmentOfFile(file, config)
  return { environment, production: isProduction(environment, config) }
}

/** A way to change the base branch without a person who merges. */
export type Way = 'push' | 'auto-merge'

/**
 * Refuses changes that affect production without a reviewed pull request, unless `fairlead.yaml` on the base branch
 * allows them. That file itself also changes only by a reviewed pull request.
 *
 * @param files all files that would change
 * @param config the configuration of the base branch, never that of a pull request
 * @throws FairleadError (refused) with the lines that would allow it
 */
export function refuseForProduction(
  reached: readonly Reached[],
  files: readonly string[],
  way: Way,
  config: Config,
): void {
  const input = way === 'push' ? 'method: push' : 'auto-merge'
  if (files.includes(CONFIG_FILE))
    throw refusal(`${input} is not allowed for ${CONFIG_FILE}, which defines what production allows`, {
      hint: 'Open a pull request, so that somebody merges the change.',
    })
  for (const { environment, production } of reached) {
    if (!production || environment === undefined) continue
    const rule = Object.entries(config.environments).find(([name]) =>
      isSameEnvironment(name, environment),
    )?.[1]
    if (rule?.allow?.includes(way)) continue
    throw refusal(`${input} is not allowed for the production environment ${environment}`, {
      hint: `Open a pull request, so that somebody merges the change; or allow it in ${CONFIG_FILE} on the base branch: environments: {${environment}: {production: true, allow: [${way}]}}.`,
    })
  }
}

/**
 * Returns a warning about a change that affects production together with another environment, because it is not
 * tested there first; undefined if it does not.
 */
export function crossingIntoProduction(reached: readonly Reached[]): string | undefined {
  const names = (some: readonly Reached[]) =>
    [...new Set(some.flatMap(({ environment }) => environment ?? []))].toSorted().join(', ')
  const production = names(reached.filter((one) => one.production))
  const others = names(reached.filter((one) => !one.production))
  if (production === '' || others === '') return undefined
  return `this changes production (${production}) together with ${others}: the change is not tested in another environment before it reaches production`
}

/** Finds the apps that read any of some files: as values, as the location of an image, or as part of their source. */
export function readersOf(inventory: Inventory, files: readonly string[]): App[] {
  return inventory.apps.filter((app) =>
    files.some(
      (file) =>
        app.declaredAt.file === file ||
        isInput(app.inputs, file) ||
        app.valuesFiles.includes(file) ||
        app.images.some((use) => use.place?.file === file || use.digestPlace?.file === file) ||
        app.sources.some(
          (source) =>
            source.inThisRepository &&
            source.path !== undefined &&
            file.startsWith(source.path === '' ? '' : `${source.path}/`),
        ),
    ),
  )
}
