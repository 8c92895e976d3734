import type { InputDescriptions } from '../describe.ts'

/** The inputs for the location and the contents of a pull request. */
export const requestInputs = {
  forge: {
    type: 'choice',
    options: ['github', 'gitlab', 'local'],
    default: 'github',
    componentDefault: 'gitlab',
    description:
      'Where the infra repo is hosted: github, gitlab, or local for any git remote without pull requests (pushed branches take their place).',
  },
  repository: {
    type: 'text',
    aliases: ['repo'],
    description:
      'The infra repo: owner/name or its address; on GitLab the path with all groups, the id or the address of the project; with forge: local the path or address of a git remote.',
  },
  'infra-repository': {
    type: 'text',
    description:
      'For a pull request of an app repo: the infra repo whose apps are built from it, read at its default branch. Written like repository, which then is the app repo and gets the comment; path is the checkout of the app repo. The comment shows what a change of the chart does to each of these apps. The fairlead.yaml of the infra repo is used. The rendered manifests are visible to everyone who can read the pull request.',
  },
  'infra-token': {
    type: 'text',
    secret: true,
    description:
      'A token with read access to the infra repo that infra-repository names (contents: read; on GitLab the role Reporter and the scope read_repository). It needs no other permission.',
  },
  token: {
    type: 'text',
    secret: true,
    actionDefault: '${{ github.token }}',
    description:
      "A token with permission to write contents and pull requests of the infra repo. On GitHub the job's own token only works for its own repository; for another repository, use the token of a GitHub App. On GitLab, use an access token with the role Developer and the scope api: CI_JOB_TOKEN cannot open merge requests.",
  },
  'source-token': {
    type: 'text',
    secret: true,
    actionDefault: '${{ github.token }}',
    description: 'A token with read access to the app repo, for charts and manifests in it that apps use.',
  },
  base: {
    type: 'text',
    description:
      'The branch to change. Its fairlead.yaml is used. Default: the default branch of the infra repo.',
  },
  branch: {
    type: 'text',
    description:
      'The branch of the pull request. Default: a name derived from what is bumped, so that a rerun finds its own branch.',
  },
  'commit-message': {
    type: 'text',
    description: 'The commit message. Default: what is updated, with the old and the new version.',
  },
  title: {
    type: 'text',
    description: 'The title of the pull request. Default: what is updated, with the old and the new version.',
  },
  body: { type: 'text', description: 'Text for the top of the pull request description.' },
  'body-path': { type: 'text', description: 'A file with the text for body.' },
  labels: { type: 'list', description: 'Labels for the pull request.' },
  assignees: { type: 'list', description: 'People to assign.' },
  reviewers: { type: 'list', description: 'People to request a review from.' },
  'team-reviewers': { type: 'list', description: 'Teams to request a review from, by slug.' },
  milestone: { type: 'text', description: 'A milestone, by title or number.' },
  draft: { type: 'flag', default: false, description: 'Open the pull request as a draft.' },
  'delete-branch': {
    type: 'flag',
    default: false,
    description:
      'Delete the branch of a pull request that is closed because nothing is left to change or a newer one replaces it; on GitLab also when it is merged.',
  },
  'auto-merge': {
    type: 'flag',
    default: false,
    description:
      'Enable auto-merge: the pull request merges when its checks pass. Refused for production unless fairlead.yaml on the base branch allows it, and refused if nothing is required before a merge.',
  },
  'merge-method': {
    type: 'choice',
    options: ['merge', 'squash', 'rebase'],
    default: 'squash',
    description: 'The merge method of auto-merge.',
  },
  'dry-run': {
    type: 'flag',
    default: false,
    description: 'Show the lines that would change, and write nothing.',
  },
  method: {
    type: 'choice',
    options: ['environment', 'pull-request', 'push'],
    otherOptions: { 'merge-request': 'pull-request' },
    default: 'environment',
    description:
      'Open a pull request, or push to the base branch. environment: as set for each environment in fairlead.yaml on the base branch (environments.<name>.method), else pull-request. push is refused for production unless that file allows it.',
  },
  group: {
    type: 'choice',
    options: ['app-environment', 'environment', 'all'],
    default: 'app-environment',
    description:
      'How to group changes into pull requests: one per app and environment, one per environment, or one for all.',
  },
  'add-paths': {
    type: 'list',
    description:
      'Include only the changes of these files and folders. Default: everything that git status shows.',
  },
} as const satisfies InputDescriptions
