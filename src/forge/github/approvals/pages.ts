import type { GateFacts } from './facts.ts'

/** Returns the pages of a repository's settings, for messages on how to fix a problem. */
export function pages({ repository: { serverUrl, name } }: Pick<GateFacts, 'repository'>) {
  const settings = `${serverUrl}/${name}/settings`
  return {
    environments: `${settings}/environments`,
    rules: `${settings}/rules`,
    branches: `${settings}/branches`,
    actions: `${serverUrl}/${name}/actions`,
  }
}
