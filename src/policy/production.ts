import type { Move } from '../bump/request.ts'
import type { Config } from '../config/config.ts'
import { CONFIG_FILE } from '../config/config.ts'
import { refusal } from '../errors.ts'
import { isSameEnvironment } from '../inventory/environments.ts'

/**
 * Production changes by a reviewed pull request, unless `fairlead.yaml` on the base branch allows otherwise.
 *
 * @param config the configuration of the base branch, never that of a pull request
 * @throws FairleadError (refused) with the lines that would allow it
 */
export function refuseForProduction(
  moves: readonly Pick<Move, 'environment' | 'production'>[],
  way: 'push' | 'auto-merge',
  config: Config,
): void {
  for (const { environment, production } of moves) {
    if (!production || environment === undefined) continue
    const rule = Object.entries(config.environments).find(([name]) =>
      isSameEnvironment(name, environment),
    )?.[1]
    if (rule?.allow?.includes(way)) continue
    const input = way === 'push' ? 'method: push' : 'auto-merge'
    throw refusal(`${input} is not allowed for the production environment ${environment}`, {
      hint: `Use a pull request that somebody merges; or allow it in ${CONFIG_FILE} on the base branch: environments: {${environment}: {production: true, allow: [${way}]}}.`,
    })
  }
}
