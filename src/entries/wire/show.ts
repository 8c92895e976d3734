import { runShow, showCommand } from '../../commands/show.ts'
import { inputError } from '../../errors.ts'
import { openCheckout } from '../../git/checkout.ts'
import { defineCommand } from '../define.ts'
import { connectToLocal } from './connect.ts'

export const command = defineCommand(showCommand, async (values, wiring) => {
  const { environment } = wiring.context
  const repository = values.repository ?? (await openCheckout(values.path, environment).origin())
  if (repository === undefined)
    throw inputError('repository is missing, and the checkout has no remote "origin"', {
      hint: 'Set repository to the path or address of the git repository that contains the pull request.',
    })
  return runShow(values, {
    async read(branch) {
      const connection = await connectToLocal({ repository, token: undefined }, wiring)
      return (await connection.pulls()).show(branch)
    },
  })
})
