import { pullRequestCommand, runPullRequest } from '../../commands/pull-request.ts'
import { inputError } from '../../errors.ts'
import { openCheckout } from '../../git/checkout.ts'
import { plainAddress } from '../../inventory/context.ts'
import { defineCommand } from '../define.ts'
import { folderOf } from './folder.ts'
import { ownGitlab } from './gitlab.ts'
import { proposalPorts } from './proposal.ts'

export const command = defineCommand(pullRequestCommand, async (values, wiring) => {
  const { forge, token } = values
  const { context } = wiring
  const serverUrl = forge === 'gitlab' ? ownGitlab(context.environment).serverUrl : context.serverUrl
  const checkout = openCheckout(await folderOf(values.path, context))
  const origin = await checkout.origin()
  const repository =
    values.repository ?? (forge === 'local' ? origin : repositoryOf(origin, serverUrl, forge === 'gitlab'))
  if (repository === undefined)
    throw inputError('repository is missing, and the checkout does not tell', {
      hint:
        forge === 'local'
          ? 'The checkout has no remote "origin". Give the address of the infra repo.'
          : `The checkout's remote "origin" is none of ${serverUrl}. Give ${forge === 'gitlab' ? 'the path of the project' : 'owner/name of the infra repo'}.`,
    })
  const ports = await proposalPorts({ forge, repository, token, sourceToken: undefined }, wiring)
  // Assigned, not spread: what the ports tell of the token is known only at the end.
  return runPullRequest(values, Object.assign(ports, { checkout }))
})

/**
 * `owner/name` of an address on this server, and with `deep` a path of any depth; undefined where it is on another
 * one.
 */
function repositoryOf(address: string | undefined, serverUrl: string, deep: boolean): string | undefined {
  if (address === undefined) return undefined
  const server = plainAddress(`${serverUrl}/`)
  const plain = plainAddress(address)
  if (!plain.startsWith(`${server}/`)) return undefined
  const path = plain.slice(server.length + 1)
  const depth = path.split('/').length
  if (depth < 2 || (depth > 2 && !deep)) return undefined
  // As it is written: the plain address is in small letters.
  return address
    .trim()
    .replace(/(\.git)?\/*$/, '')
    .slice(-path.length)
}
