import type { Config } from '../../config/config.ts'
import { inputError } from '../../errors.ts'
import type { Elsewhere } from '../../render/plan.ts'
import type { Wiring } from '../define.ts'

/** What is not in the infra repo, as far as `fairlead.yaml` of the base allows. */
export function openElsewhereFor(
  _config: Config,
  _inputs: { readonly 'cache-path': string | undefined },
  _wiring: Wiring,
): Elsewhere {
  const refuse = (what: string) =>
    Promise.reject(
      inputError(`${what} is not in this repo, and nothing is fetched yet`, {
        hint: 'Only apps whose charts and manifests are in the infra repo are rendered.',
      }),
    )
  return {
    git: (url, revision) => refuse(`${url} at ${revision}`),
    chart: (repository, name, version) => refuse(`the chart ${name} ${version} of ${repository}`),
    artifact: (url, reference) => refuse(`${url} at ${reference}`),
  }
}
