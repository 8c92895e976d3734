import type { InputDescriptions } from '../describe.ts'

/** Where a pull request is opened, and what it says. */
export const requestInputs = {
  forge: {
    type: 'choice',
    options: ['github', 'gitlab', 'local'],
    default: 'github',
    componentDefault: 'gitlab',
    description:
      'Where the infra repo lives: github, gitlab, or local for any git remote without pull requests (they become pushed branches).',
  },
  repository: {
    type: 'text',
    aliases: ['repo'],
    description:
      'The infra repo: owner/name or its address; on GitLab the path with all groups, the id or the address of the project; with forge: local a path or address of a git remote.',
  },
  'infra-repository': {
    type: 'text',
    description:
      'For a pull request of an app repo, whose checkout path then is: the infra repo whose apps are made of it, at its default branch. Written like repository, which then is the app repo and gets the comment. It says what the change of the chart does to each of these apps; the fairlead.yaml of the infra repo counts. What is rendered is shown to everybody who may read the pull request.',
  },
  'infra-token': {
    type: 'text',
    secret: true,
    description:
      'A token that may read the infra repo that infra-repository names (contents: read; on GitLab the role Reporter and the scope read_repository), and needs no other right.',
  },
  token: {
    type: 'text',
    secret: true,
    actionDefault: '${{ github.token }}',
    description:
      "A token that may write contents and pull requests of the infra repo. On GitHub the job's own token reaches only its own repository: for another one use a GitHub App's token. On GitLab it takes an access token with the role Developer and the scope api: CI_JOB_TOKEN cannot open merge requests.",
  },
  'source-token': {
    type: 'text',
    secret: true,
    actionDefault: '${{ github.token }}',
    description:
      'A token that may read the app repo, for the charts and manifests in it that apps are made of.',
  },
  base: {
    type: 'text',
    description: 'The branch that is changed; its fairlead.yaml counts. Default: that of the infra repo.',
  },
  branch: {
    type: 'text',
    description:
      'The branch of the pull request. Default: a name that follows from what is bumped, so that a rerun finds its own.',
  },
  'commit-message': { type: 'text', description: 'The commit message. Default: what moves, from and to.' },
  title: { type: 'text', description: "The pull request's title. Default: what moves, from and to." },
  body: { type: 'text', description: "Text at the top of the pull request's body." },
  'body-path': { type: 'text', description: 'A file with that text.' },
  labels: { type: 'list', description: 'Labels for the pull request.' },
  assignees: { type: 'list', description: 'People to assign.' },
  reviewers: { type: 'list', description: 'People to ask for a review.' },
  'team-reviewers': { type: 'list', description: 'Teams to ask for a review, by slug.' },
  milestone: { type: 'text', description: 'A milestone, by title or number.' },
  draft: { type: 'flag', default: false, description: 'Open the pull request as a draft.' },
  'delete-branch': {
    type: 'flag',
    default: false,
    description:
      'Delete the branch of a pull request that is closed because nothing is left to change, or because a newer one replaces it; on GitLab also when it is merged.',
  },
  'auto-merge': {
    type: 'flag',
    default: false,
    description:
      'Let the pull request merge itself when its checks pass. Refused for production unless fairlead.yaml on the base branch allows it, and where nothing is required before a merge.',
  },
  'merge-method': {
    type: 'choice',
    options: ['merge', 'squash', 'rebase'],
    default: 'squash',
    description: 'How auto-merge merges.',
  },
  'dry-run': {
    type: 'flag',
    default: false,
    description: 'Show what would be done, line by line, and write nothing.',
  },
  method: {
    type: 'choice',
    options: ['environment', 'pull-request', 'push'],
    otherOptions: { 'merge-request': 'pull-request' },
    default: 'environment',
    description:
      'Open a pull request, or push to the base branch. environment: as fairlead.yaml on the base branch says of each environment (environments.<name>.method), else pull-request. push is refused for production unless that file allows it.',
  },
  group: {
    type: 'choice',
    options: ['app-environment', 'environment', 'all'],
    default: 'app-environment',
    description:
      'How many pull requests one step opens: one for each app and environment, one for each environment, or one.',
  },
  'add-paths': {
    type: 'list',
    description: 'Only the changes of these files and folders. Default: everything that git status shows.',
  },
} as const satisfies InputDescriptions
