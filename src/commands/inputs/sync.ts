import type { InputDescriptions } from '../describe.ts'

/** The infra repo as the place of the records. */
export const recordsAt = {
  forge: {
    type: 'choice',
    options: ['auto', 'github', 'gitlab', 'local'],
    default: 'auto',
    description:
      'Where the infra repo lives, for the records: github, gitlab, or local for any git remote. auto: the forge that runs the job, if the checkout is from there, else local.',
  },
  repository: {
    type: 'text',
    aliases: ['repo'],
    description:
      'The infra repo, for the records: owner/name or its address; on GitLab the path with all groups, the id or the address of the project; with forge: local a path or address of a git remote. Default: that of the checkout.',
  },
  token: {
    type: 'text',
    secret: true,
    actionDefault: '${{ github.token }}',
    description:
      'A token that may write contents of the infra repo (contents: write; on GitLab an access token with the role Developer and the scope api), for the records, and for nothing else. Without that right the verdict stands, and is not recorded.',
  },
} as const satisfies InputDescriptions

/** The controller that is asked, and how it is waited for. */
export const syncInputs = {
  'argocd-server': {
    type: 'list',
    description:
      'The address of the API server of Argo CD, with its root path if there is one; for several control planes name=address for each, with the names that fairlead inventory shows. Default: ARGOCD_SERVER.',
  },
  'argocd-app': {
    type: 'list',
    description:
      'What the Applications of apps are called in Argo CD, where no object in the repo says it and their sources do not tell: app=application, with namespace/ before the application where its object is in a namespace of its own. Where one app is waited for, the application alone will do. Several of one app are all waited for.',
  },
  'argocd-token': {
    type: 'text',
    secret: true,
    description:
      'A token for Argo CD that may get applications, and needs no other right (docs/argocd.md). For several control planes name=token on a line each. Default: ARGOCD_AUTH_TOKEN, else an ID token of the job, which takes id-token: write on GitHub.',
  },
  'argocd-audience': {
    type: 'list',
    description:
      "The audience of the job's ID token, where argocd-token is not given and GitHub makes one for the job. For several control planes name=audience for each. Default: the address of Argo CD.",
  },
  'argocd-dex-connector': {
    type: 'text',
    description:
      "The id of the connector in Argo CD's dex.config that knows the issuer of the job's ID token: the token is exchanged there first (docs/argocd.md).",
  },
  'argocd-headers': {
    type: 'text',
    secret: true,
    description:
      'Headers for each request to Argo CD, one a line, such as those that a proxy in front of it asks for: Name: value.',
  },
  'argocd-ca': {
    type: 'text',
    description:
      'A file with the certificate (PEM) of the authority that signed that of Argo CD, beside the public ones.',
  },
  trigger: {
    type: 'choice',
    options: ['refresh', 'none', 'sync'],
    default: 'refresh',
    description:
      'Whether Argo CD is asked to look at the commit now (refresh), or is only watched (none). Neither changes anything in the cluster. sync is not there yet, and refused.',
  },
  timeout: {
    type: 'number',
    description: 'How many seconds are waited at most. What is not certain then is unknown. Default: 600.',
  },
  settle: {
    type: 'number',
    description:
      'How many seconds everything must have been good, or a fault have stood, before it counts. Default: 5.',
  },
  'refresh-limit': {
    type: 'number',
    description: 'How many apps are refreshed at the same time. Default: 10.',
  },
  record: {
    type: 'flag',
    default: false,
    description:
      'Record what became of the commit, on the branch fairlead-records of the infra repo (docs/records.md). Default: records of fairlead.yaml, else false.',
  },
  unrelated: {
    type: 'choice',
    options: ['fail', 'warn'],
    default: 'fail',
    description:
      'What a fault does of an object that the commit does not change: the app has failed, or it is told and does not count.',
  },
} as const satisfies InputDescriptions
