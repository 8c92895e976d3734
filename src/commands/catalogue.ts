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
 * Every input of every command, once. A command picks its own from here, so that inputs of one name mean the
 * same everywhere; what one does there in particular, its description says (`described`).
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

/** `base` as the commands have it that run for a change. */
export const bases = {
  /** Of those that compare. */
  change: {
    type: 'text',
    description:
      "What the change is compared with: the branch that it goes into, or any revision; its fairlead.yaml counts. Default: what the job's event tells (docs/jobs.md), else the default branch of the infra repo.",
  },
  /** Of those that make a request from a checkout. */
  request: {
    type: 'text',
    description:
      'The branch that is changed; its fairlead.yaml counts. Default: that of the pull request that the job runs for, where it is one of the infra repo, else the default branch of the infra repo.',
  },
} as const satisfies InputDescriptions

/** The commits that `sync` is about. */
export const range = {
  base: {
    type: 'text',
    description:
      'The commit before those that are waited for: what lies between it and revision tells which apps are touched. Default: the older of the commit that the branch was at before the push of this job and the last commit with a record (record); without either the first parent of revision.',
  },
  revision: {
    type: 'text',
    description:
      'The commit that is waited for; its fairlead.yaml counts. Default: the one that the job runs for, else HEAD.',
  },
} as const satisfies InputDescriptions

/** `repository` of diff, which compares what is checked out. */
export const requestOf = {
  type: 'text',
  aliases: ['repo'],
  description:
    'The repository whose pull request gets the comment, and whose checkout path is: the infra repo, or, where infra-repository names that, the app repo. Written as owner/name or as its address; on GitLab as the path with all groups, the id or the address of the project; with forge: local as a path or address of a git remote. Default: the one that the job runs for.',
} as const satisfies InputDescriptions[string]

/** The inputs that say which Helm and kustomize render, and where they come from. */
export const programInputs = [
  'helm-path',
  'helm-version',
  'helm-sha256',
  'kustomize-path',
  'kustomize-version',
  'kustomize-sha256',
  'renderer-mirror',
] as const

/** The inputs of commands that render the apps that declare others: by what they render with, and what they keep. */
export function parentInputs() {
  return described(pick(inputs, ...programInputs, 'source-token', 'cache-path'), {
    'helm-path': 'The helm to render with. Default: the one on PATH.',
    'helm-version':
      'The version of Helm to render with, such as 3.19.4. It is fetched over TLS and checked where PATH has not this very one. Default: the one on PATH.',
    'kustomize-path': 'The kustomize, or kubectl, to build with. Default: the one on PATH.',
    'kustomize-version':
      'The version of kustomize to build with, such as 5.8.1, in the same way. Default: the kustomize or kubectl on PATH.',
  })
}

/** What `environment` chooses, where commands are about all of them by default. */
export const ONLY_ENVIRONMENTS = 'Only these environments, such as prod. Default: all.'

/** What of an inventory is shown. */
export const inventoryFilters = {
  ...described(pick(inputs, 'app', 'environment', 'cluster', 'image'), {
    app: 'Only these apps, by name: web in prod also finds web-prod, and * stands for anything. Default: all.',
    environment: ONLY_ENVIRONMENTS,
    image: 'Only the apps that use these images, by repository (ghcr.io/acme/web); * stands for anything.',
  }),
  unresolved: {
    type: 'flag',
    default: false,
    description: 'Only what could not be resolved, and what no app is made of.',
  },
  explain: {
    type: 'list',
    description:
      'Apps to explain: who declares each, its values in their order, which of them sets each image, what is assumed.',
  },
} as const satisfies InputDescriptions

/** Picks from the catalogue. */
export function pick<T extends object, K extends keyof T>(all: T, ...names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(names.map((name) => [name, all[name]])) as Pick<T, K>
}
