import type { InputDescriptions } from '../describe.ts'

/** The change that is judged where no forge tells of it. */
export const gateInputs = {
  approval: {
    type: 'choice',
    options: ['environment'],
    default: 'environment',
    description:
      'How people approve on GitHub and GitLab. environment: by letting go a job of an environment that waits.',
  },
  'protected-environment': {
    type: 'list',
    description:
      "The forge's own environments whose jobs wait for people, as the workflow names them, each in a job of its own. Default: that of environment.",
  },
  plan: {
    type: 'flag',
    default: false,
    description:
      'Only say what would be judged, with its digest, and ask nobody: for the job before that people approve.',
  },
  report: {
    type: 'text',
    reads: true,
    description:
      'The report.json that diff has written of the same two commits in a job without secrets: then nothing is rendered here, where there is a token.',
  },
  'plan-digest': {
    type: 'text',
    description:
      'What those who approve have seen: the output digest of the job with plan: true (on GitLab $FAIRLEAD_PLAN_DIGEST). Needed on GitHub and GitLab.',
  },
  'check-setup': {
    type: 'flag',
    default: false,
    description:
      'Judge no change: print what has to be so for the gate to hold, each as yes, no or unread, with the page that mends it. Exit code 1 where one is not yes.',
  },
  merge: {
    type: 'flag',
    default: false,
    description:
      'Merge the request once the decision is approved, with the base locked to what was judged (docs/gate.md#merging). Then token has to write contents and pull requests, too.',
  },
  'settings-token': {
    type: 'text',
    secret: true,
    description:
      'A second token, for what administrators and members alone may read: administration: read and members: read of a GitHub App; on GitLab the role Maintainer with the scope read_api. Who may bypass a ruleset GitHub tells only to a token with administration: write. Default: token.',
  },
  approvals: {
    type: 'text',
    reads: true,
    description:
      'With forge: local: a file with the approvals, as [{"by": "bob", "digest": "…", "at": "2026-11-27T10:00:00Z", "head": "…"}]. A note of "override: REASON" overrides the policy, where it lets that person do so.',
  },
  author: { type: 'text', description: 'With forge: local: who wrote the change.' },
  pusher: { type: 'list', description: 'With forge: local: everybody who pushed a commit of the change.' },
  now: {
    type: 'text',
    description: 'With forge: local: the time that counts, such as 2026-11-27T11:00:00Z. Default: now.',
  },
} as const satisfies InputDescriptions

/** Where the change is, and who is asked about it. */
export const gateReads = {
  repository: {
    type: 'text',
    aliases: ['repo'],
    description:
      'The infra repo: owner/name or its address; on GitLab the path with all groups, the id or the address of the project. Default: that of the checkout.',
  },
  token: {
    type: 'text',
    secret: true,
    actionDefault: '${{ github.token }}',
    description:
      "A token that may read who approved a change: on GitHub the job's own with actions: read, contents: read, deployments: read and pull-requests: read, and no other right; to record the decision contents: write, to merge pull-requests: write, too. On GitLab an access token with the role Maintainer and the scope read_api; to record or merge api.",
  },
  record: {
    type: 'flag',
    default: false,
    description:
      'Record what was decided, on the branch fairlead-records of the infra repo (docs/records.md): then token has to write contents, too. Default: records of fairlead.yaml on the base, else false.',
  },
  'pull-request': {
    type: 'text',
    aliases: ['merge-request'],
    description: 'The number of the pull request that is judged. Default: the one that the job runs for.',
  },
} as const satisfies InputDescriptions
