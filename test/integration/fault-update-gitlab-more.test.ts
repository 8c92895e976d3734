import { describeFaults, update, web } from '../support/gitlab-faults.ts'

describeFaults({ name: 'an update that pushes', step: update(web('1.2.0', { method: 'push' })) })

describeFaults({
  name: 'an update with labels, people and a milestone',
  step: update(
    web('1.2.0', {
      labels: 'deploy,web',
      assignees: 'alice',
      reviewers: 'bob',
      milestone: 'Next',
      draft: 'true',
    }),
  ),
})

describeFaults({
  name: 'an update that shall merge by itself',
  project: { onlyAllowMergeIfPipelineSucceeds: true, pipelines: 'running' },
  step: update(web('1.2.0', { 'auto-merge': 'true' })),
})

describeFaults({
  name: 'an update on a branch with the commit of a person',
  async start(world) {
    const { outputs } = await update(web('1.2.0'))(world)
    await world.infra.push(outputs['pull-request-branch'] ?? '', { 'by-hand.yaml': 'x: 1\n' })
  },
  step: update(web('1.3.0')),
})
