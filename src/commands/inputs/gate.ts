import type { InputDescriptions } from '../describe.ts'

/** The inputs for a decision of the gate and, on plain git, for the facts that no forge provides. */
export const gateInputs = {
  approval: {
    type: 'choice',
    options: ['environment'],
    default: 'environment',
    description:
      'How people approve on GitHub and GitLab. environment: by approving a job that waits for an environment.',
  },
  'protected-environment': {
    type: 'list',
    description:
      'The protected environments of the forge whose jobs wait for approval, by name, each in its own job. Default: the value of environment.',
  },
  plan: {
    type: 'flag',
    default: false,
    description:
      'Only print what is to be approved, with its digest, and check no approvals: for the job that runs before people approve.',
  },
  report: {
    type: 'text',
    reads: true,
    description:
      'The report.json that diff wrote for the same two commits in a job without secrets. This job, which has a token, then renders nothing.',
  },
  'plan-digest': {
    type: 'text',
    description:
      'The digest that the approvers have seen: the output digest of the job with plan: true (on GitLab $FAIRLEAD_PLAN_DIGEST). Required on GitHub and GitLab.',
  },
  'report-job': {
    type: 'text',
    surface: 'components',
    description:
      "The job of this pipeline whose artifacts contain report. The gate reads it from GitLab, so that its own job needs no artifacts (artifacts: false): a dotenv report in them could set the job's variables.",
  },
  'plan-job': {
    type: 'text',
    surface: 'components',
    description:
      'The job of this pipeline that ran with plan: true. The gate reads the digest from its artifacts in GitLab; use it instead of plan-digest.',
  },
  'check-setup': {
    type: 'flag',
    default: false,
    description:
      'Check the setup instead of a change: print each requirement of the gate as yes, no or unread, with the settings page that fixes it. Exit code 1 if any is not yes.',
  },
  merge: {
    type: 'flag',
    default: false,
    description:
      'Merge the request once the decision is approved, with the base locked to the commit that was judged (docs/gate.md#merging). The token then also needs permission to write contents and pull requests.',
  },
  'settings-token': {
    type: 'text',
    secret: true,
    description:
      'A second token, to read what only administrators and members can read: a GitHub App with administration: read and members: read; on GitLab the role Maintainer with the scope read_api. GitHub shows who can bypass a ruleset only to a token with administration: write. Default: token.',
  },
  approvals: {
    type: 'text',
    reads: true,
    description:
      'With forge: local: a file with the approvals, as [{"by": "bob", "digest": "…", "at": "2026-11-27T10:00:00Z", "head": "…"}]. The note "override: REASON" overrides the policy, if the policy allows that person to override it.',
  },
  author: { type: 'text', description: 'With forge: local: the author of the change.' },
  pusher: { type: 'list', description: 'With forge: local: everyone who pushed a commit of the change.' },
  now: {
    type: 'text',
    description:
      'With forge: local: the time to evaluate the policy at, such as 2026-11-27T11:00:00Z. Default: now.',
  },
} as const satisfies InputDescriptions

/** The inputs for the location of the change, and for reading who approved it. */
export const gateReads = {
  repository: {
    type: 'text',
    aliases: ['repo'],
    description:
      'The infra repo: owner/name or its address; on GitLab the path with all groups, the id or the address of the project. Default: the repository of the checkout.',
  },
  token: {
    type: 'text',
    secret: true,
    actionDefault: '${{ github.token }}',
    description:
      "A token that can read who approved a change. On GitHub: the job's own token with actions: read, contents: read, deployments: read and pull-requests: read, and no other permission; to record the decision also contents: write, to merge also pull-requests: write. On GitLab: an access token with the role Maintainer and the scope read_api; to record or merge, the scope api.",
  },
  record: {
    type: 'flag',
    default: false,
    description:
      'Record the decision on the branch fairlead-records of the infra repo (docs/records.md). The token then also needs permission to write contents. Default: records in fairlead.yaml on the base branch, else false.',
  },
  'pull-request': {
    type: 'text',
    aliases: ['merge-request'],
    description: 'The number of the pull request to judge. Default: the one that the job runs for.',
  },
} as const satisfies InputDescriptions
