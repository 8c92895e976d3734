import type { InputDescriptions } from '../describe.ts'

/** The inputs for the infra repo in which the records are stored. */
export const recordsAt = {
  forge: {
    type: 'choice',
    options: ['auto', 'github', 'gitlab', 'local'],
    default: 'auto',
    description:
      'Where the infra repo is hosted, for the records: github, gitlab, or local for any git remote. auto: the forge that runs the job, if the checkout comes from there, else local.',
  },
  repository: {
    type: 'text',
    aliases: ['repo'],
    description:
      'The infra repo, for the records: owner/name or its address; on GitLab the path with all groups, the id or the address of the project; with forge: local the path or address of a git remote. Default: the repository of the checkout.',
  },
  token: {
    type: 'text',
    secret: true,
    actionDefault: '${{ github.token }}',
    description:
      'A token with permission to write contents of the infra repo (contents: write; on GitLab an access token with the role Developer and the scope api). It is used only for the records. Without this permission the verdict is still reported, but not recorded.',
  },
} as const satisfies InputDescriptions

/** The values of inputs for the wait that are not set: two of them in seconds, and a number of apps. */
export const waitDefaults = { timeout: 600, settle: 5, refreshLimit: 10 } as const

/** The inputs for the controller, and for the wait. */
export const syncInputs = {
  'argocd-server': {
    type: 'list',
    description:
      'The address of the Argo CD API server, including its root path if it has one. For several control planes, name=address for each, with the names that fairlead inventory shows. Default: ARGOCD_SERVER.',
  },
  'argocd-app': {
    type: 'list',
    description:
      'The names of the Applications in Argo CD, for apps whose Application is not declared in the repo and cannot be found by its sources: app=application. If the Application is in its own namespace, put namespace/ before its name. If sync waits for a single app, the application name alone is enough. If an app has several Applications, sync waits for all of them.',
  },
  'argocd-token': {
    type: 'text',
    secret: true,
    description:
      'A token for Argo CD with permission to get applications. It needs no other permission (docs/argocd.md). For several control planes, one name=token per line. Default: ARGOCD_AUTH_TOKEN, else an ID token of the job, which requires id-token: write on GitHub.',
  },
  'argocd-audience': {
    type: 'list',
    description:
      "The audience of the job's ID token, if argocd-token is not set and GitHub issues an ID token for the job. For several control planes, name=audience for each. Default: the address of Argo CD.",
  },
  'argocd-dex-connector': {
    type: 'text',
    description:
      "The id of the connector in the dex.config of Argo CD that trusts the issuer of the job's ID token. The token is exchanged there first (docs/argocd.md).",
  },
  'argocd-headers': {
    type: 'text',
    secret: true,
    description:
      'Headers for each request to Argo CD, one per line as Name: value, such as headers that a proxy in front of it requires.',
  },
  'argocd-ca': {
    type: 'text',
    description:
      'A file with the certificate (PEM) of the certificate authority that signed the certificate of Argo CD. It is trusted in addition to the public ones.',
  },
  trigger: {
    type: 'choice',
    options: ['refresh', 'none', 'sync'],
    default: 'refresh',
    description:
      'Whether to ask Argo CD to look at the commit now (refresh), or only to watch it (none). Neither changes anything in the cluster. sync is not supported yet and is refused.',
  },
  timeout: {
    type: 'number',
    description: `The maximum time to wait, in seconds. Apps that are not decided by then are unknown. Default: ${waitDefaults.timeout}.`,
  },
  settle: {
    type: 'number',
    description: `How many seconds everything must be healthy, or an error must persist, before it counts. Default: ${waitDefaults.settle}.`,
  },
  'refresh-limit': {
    type: 'number',
    description: `The number of apps that are refreshed at the same time. Default: ${waitDefaults.refreshLimit}.`,
  },
  record: {
    type: 'flag',
    default: false,
    description:
      'Record the result for the commit on the branch fairlead-records of the infra repo (docs/records.md). Default: records in fairlead.yaml, else false.',
  },
  unrelated: {
    type: 'choice',
    options: ['fail', 'warn'],
    default: 'fail',
    description:
      'What happens if an object that the commit does not change is unhealthy: the app fails, or the problem is only reported.',
  },
} as const satisfies InputDescriptions
