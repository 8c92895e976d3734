import { pullRequestCommand, runPullRequest } from '../../commands/pull-request.ts'
import { inputError } from '../../errors.ts'
import { openCheckout } from '../../git/checkout.ts'
import { mask } from '../../git/mask.ts'
import { credentialOf, credentialPlaces } from '../../runtime/credential-files.ts'
import { defineCommand } from '../define.ts'
import { folderOf, gitIn } from './folder.ts'
import { forgeOf } from './forges.ts'
import { jobCheckout } from './job.ts'
import { onlyOnPath, standingFor } from './parents.ts'
import { proposalPorts } from './proposal.ts'

export const command = defineCommand(pullRequestCommand, async (values, wiring) => {
  const { forge, token } = values
  const { context } = wiring
  const kind = forgeOf(forge)
  const serverUrl = kind.serverUrl(context)
  const folder = await folderOf(values.path, context)
  const checkout = openCheckout(folder, context.environment)
  const git = gitIn(folder, context)
  const refusal = await git.refusal()
  if (refusal) throw refusal
  if ((await git.tryAbout()) === undefined)
    throw inputError(`${folder} is not a git checkout, so there are no changes for a pull request`, {
      hint: git.cure('checkout'),
    })
  const { change } = await jobCheckout(git, context)
  const origin = await checkout.origin()
  const repository =
    (values.repository === undefined ? undefined : kind.called(values.repository, context)) ??
    kind.nameOf(origin, context) ??
    // A runner may clone from an address that is not the server's own.
    (serverUrl === undefined ? undefined : change?.into?.path)
  if (repository === undefined)
    throw inputError('repository is missing and cannot be read from the checkout', {
      hint:
        serverUrl === undefined
          ? 'The checkout has no remote "origin". Set repository to the address of the infra repo.'
          : `The checkout's remote "origin" is ${origin === undefined ? 'not set' : mask(origin)}, which is not on ${serverUrl}. Set repository to ${kind.naming}.`,
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
      standingFor: standingFor(onlyOnPath, ports.addresses, wiring),
    },
  )
})
