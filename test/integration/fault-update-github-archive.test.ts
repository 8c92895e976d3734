import { describeFaults, update } from '../support/faults.ts'
import { argoRepo } from '../support/infra.ts'

const step = update({
  app: 'web',
  environment: 'dev',
  image: 'ghcr.io/acme/web',
  'image-tag': '1.2.0',
})

describeFaults({
  name: 'an update by app and environment, in a repo that is read from an archive',
  repository: { files: argoRepo(['api', 'shop', 'web']) },
  step(world, fetch) {
    world.archiveFrom = 10
    return step(world, fetch)
  },
})
