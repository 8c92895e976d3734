import { describeFaults, update, web } from '../support/gitlab-faults.ts'

describeFaults({
  name: 'an update that the base has',
  async start(world) {
    await update(web('1.2.0'))(world)
    const text = await world.infra.read('apps/web/values.yaml')
    await world.infra.push('main', { 'apps/web/values.yaml': text?.replace('1.0.0', '1.2.0') ?? '' })
  },
  step: update(web('1.2.0', { 'delete-branch': 'true' })),
})

describeFaults({
  name: 'an update that replaces an older merge request',
  start: async (world) => void (await update(web('1.2.0', { branch: 'bump/web' }))(world)),
  step: update(web('1.3.0', { 'delete-branch': 'true' })),
})
