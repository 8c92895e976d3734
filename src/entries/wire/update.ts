import { runUpdate, updateCommand } from '../../commands/update.ts'
import { inputError } from '../../errors.ts'
import { defineCommand } from '../define.ts'
import { standingFor } from './parents.ts'
import { proposalPorts } from './proposal.ts'

export const command = defineCommand(updateCommand, async (values, wiring) => {
  if (values.repository === undefined)
    throw inputError('repository is missing', {
      hint: 'Set it to the infra repo: owner/name on GitHub, group/project on GitLab, or its path or address with forge: local.',
    })
  const { forge, repository, token } = values
  const source = { repository: values['source-repository'], token: values['source-token'] }
  const ports = await proposalPorts({ forge, repository, token, source }, wiring)
  return runUpdate(values, { ...ports, standingFor: standingFor(values, ports.addresses, wiring) })
})
