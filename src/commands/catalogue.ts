import type { InputDescriptions } from './describe.ts'
import { described } from './describe.ts'
import { whichInputs } from './inputs/which.ts'
import { editInputs } from './inputs/edit.ts'
import { requestInputs } from './inputs/request.ts'
import { changeInputs } from './inputs/change.ts'
import { renderingInputs } from './inputs/rendering.ts'
import { gateInputs } from './inputs/gate.ts'
import { syncInputs } from './inputs/sync.ts'

/**
 * The inputs of all commands, each defined once. Commands pick their inputs from here, so that inputs with the same
 * name have the same meaning everywhere. A description that differs for one command is set with `described`.
 */
export const inputs = {
  ...whichInputs,
  ...editInputs,
  ...requestInputs,
  ...changeInputs,
  ...renderingInputs,
  ...syncInputs,
  ...gateInputs,
} as const satisfies InputDescriptions

/** The input `base` of the commands that run for a change. */
export const bases = {
  /** For commands that compare. */
  change: {
    type: 'text',
    description:
      "The revision to compare the change with: usually the target branch. Its fairlead.yaml is used. Default: taken from the job's event (docs/jobs.md), else the default branch of the infra repo.",
  },
  /** For commands that open a request from a checkout. */
  request: {
    type: 'text',
    description:
      'The branch to change. Its fairlead.yaml is used. Default: the target branch of the pull request that the job runs for, if it is a pull request of the infra repo, else the default branch of the infra repo.',
  },
} as const satisfies InputDescriptions

/** The inputs for the commits that `sync` waits for. */
export const range = {
  base: {
    type: 'text',
    description:
      'The commit before the ones to wait for: the changes between it and revision determine which apps are affected. Default: the older of the commit that the branch pointed to before the push of this job and the last commit with a record (record); without either, the first parent of revision.',
  },
  revision: {
    type: 'text',
    description:
      'The commit to wait for. Its fairlead.yaml is used. Default: the commit that the job runs for, else HEAD.',
  },
} as const satisfies InputDescriptions

/** The input `repository` of diff, which compares the checkout. */
export const requestOf = {
  type: 'text',
  aliases: ['repo'],
  description:
    'The repository whose pull request gets the comment; path is its checkout. It is the infra repo or, if infra-repository is set, the app repo. Written as owner/name or as its address; on GitLab as the path with all groups, the id or the address of the project; with forge: local as the path or address of a git remote. Default: the repository that the job runs for.',
} as const satisfies InputDescriptions[string]

/** The inputs that select the Helm and kustomize to render with, and their origin. */
export const programInputs = [
  'helm-path',
  'helm-version',
  'helm-sha256',
  'kustomize-path',
  'kustomize-version',
  'kustomize-sha256',
  'renderer-mirror',
] as const

/** Returns the inputs of commands that render the apps that declare others: the renderers and the cache. */
export function parentInputs() {
  return described(pick(inputs, ...programInputs, 'source-token', 'cache-path'), {
    'helm-path': 'The helm binary to render with. Default: helm on PATH.',
    'helm-version':
      'The version of Helm to render with, such as 3.19.4. If PATH has another version, this one is downloaded over TLS and its checksum is verified. Default: the version on PATH.',
    'kustomize-path': 'The kustomize or kubectl binary to build with. Default: the one on PATH.',
    'kustomize-version':
      'The version of kustomize to build with, such as 5.8.1; downloaded and verified like helm-version. Default: the kustomize or kubectl on PATH.',
  })
}

/** The description of `environment` for commands that cover all environments by default. */
export const ONLY_ENVIRONMENTS = 'Only these environments, such as prod. Default: all.'

/** The inputs that filter an inventory. */
export const inventoryFilters = {
  ...described(pick(inputs, 'app', 'environment', 'cluster', 'image'), {
    app: 'List only these apps, by name: web in prod also matches web-prod; * is a wildcard. Default: all.',
    environment: ONLY_ENVIRONMENTS,
    image: 'List only the apps that use these images, by repository (ghcr.io/acme/web); * is a wildcard.',
  }),
  unresolved: {
    type: 'flag',
    default: false,
    description: 'List only the objects that could not be resolved, and the files that belong to no app.',
  },
  explain: {
    type: 'list',
    description:
      'Apps to explain: the object that declares each app, its values in order of precedence, which of them sets each image, and what is assumed.',
  },
} as const satisfies InputDescriptions

/** Picks entries from the catalogue. */
export function pick<T extends object, K extends keyof T>(all: T, ...names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(names.map((name) => [name, all[name]])) as Pick<T, K>
}
