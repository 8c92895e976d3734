import { pullRequestCommand, runPullRequest } from '../../commands/pull-request.ts'
import { inputError } from '../../errors.ts'
import { openCheckout } from '../../git/checkout.ts'
import { mask } from '../../git/mask.ts'
import { credentialOf, credentialPlaces } from '../../runtime/credential-files.ts'
import { defineCommand } from '../define.ts'
import { folderOf, gitIn } from './folder.ts'
import { jobCheckout } from './job.ts'
import { repositoryOf } from './origin.ts'
import { onlyOnPath, standingFor } from './parents.ts'
import { proposalPorts } from './proposal.ts'

export const command = defineCommand(pullRequestCommand, async (values, wiring) => {
  const { forge, token } = values
  const { context } = wiring
  const serverUrl = forge === 'gitlab' ? context.gitlab.serverUrl : context.serverUrl
  const folder = await folderOf(values.path, context)
  const checkout = openCheckout(folder, context.environment)
  const git = gitIn(folder, context)
  const refusal = await git.refusal()
  if (refusal) throw refusal
  if ((await git.look()) === undefined)
    throw inputError(`there is no git checkout in ${folder}, so nothing is there to be proposed`, {
      hint: git.cure('checkout'),
    })
  const { change } = await jobCheckout(git, context)
  const origin = await checkout.origin()
  const repository =
    values.repository ??
    (forge === 'local'
      ? origin
      : // A runner may clone from another address than the server's own.
        (repositoryOf(origin, serverUrl, forge === 'gitlab') ?? change?.into?.path))
  if (repository === undefined)
    throw inputError('repository is missing, and the checkout does not tell', {
      hint:
        forge === 'local'
          ? 'The checkout has no remote "origin". Give the address of the infra repo.'
          : `The checkout's remote "origin" is ${origin === undefined ? 'not set' : mask(origin)}, which is not on ${serverUrl}. Give ${forge === 'gitlab' ? 'the path of the project' : 'owner/name of the infra repo'}.`,
    })
  const ports = await proposalPorts(
    { forge, repository, token, source: { repository: undefined, token: undefined } },
    wiring,
  )
  const credentials = credentialPlaces(context.environment, folder)
  const isOfRequest =
    change?.isRequest === true && (values.repository === undefined || repository === change.into?.path)
  const base = values.base ?? (isOfRequest ? change.base : undefined)
  return runPullRequest(
    { ...values, base },
    {
      ...ports,
      checkout,
      credentialOf: (path: string) => credentialOf(path, credentials),
      standingFor: standingFor(onlyOnPath, ports.identity, wiring),
    },
  )
})
