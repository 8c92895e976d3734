import { describeFaults, update, web } from '../support/faults.ts'

describeFaults({ name: 'an update that pushes', step: update(web('1.2.0', { method: 'push' })) })

describeFaults({
  name: 'an update with labels, people and a milestone',
  step: update(
    web('1.2.0', {
      labels: 'deploy,web',
      assignees: 'alice',
      reviewers: 'bob',
      'team-reviewers': 'ops',
      milestone: 'Next',
    }),
  ),
})

describeFaults({
  name: 'an update that shall merge by itself',
  repository: {
    autoMergeAllowed: true,
    rules: [
      {
        branches: ['main'],
        type: 'required_status_checks',
        parameters: {
          required_status_checks: [{ context: 'ci' }],
          strict_required_status_checks_policy: false,
        },
      },
    ],
  },
  step: update(web('1.2.0', { 'auto-merge': 'true' })),
})

describeFaults({
  name: "an update with a person's token",
  token: 'person',
  step: update(web('1.2.0')),
})
