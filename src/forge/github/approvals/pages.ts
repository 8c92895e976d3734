import type { GateFacts } from './facts.ts'

/** Pages of a repository's settings, for whoever has to mend something. */
export function pages({ repository: { serverUrl, name } }: Pick<GateFacts, 'repository'>) {
  const settings = `${serverUrl}/${name}/settings`
  return {
    environments: `${settings}/environments`,
    rules: `${settings}/rules`,
    branches: `${settings}/branches`,
    actions: `${serverUrl}/${name}/actions`,
  }
}
