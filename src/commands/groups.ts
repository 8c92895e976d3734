import type { InputDescriptions } from './describe.ts'

/**
 * The groups of inputs, in the order in which `--help` shows them. Inputs without a group are shown below the others.
 */
export const groups: readonly { readonly title: string; readonly names: readonly string[] }[] = [
  {
    title: 'Which files and apps',
    names: [
      'path',
      'app',
      'environment',
      'cluster',
      'base',
      'head',
      'revision',
      'shard',
      'reports',
      'unresolved',
      'explain',
      'add-paths',
    ],
  },
  {
    title: 'The new version',
    names: [
      'image',
      'image-tag',
      'digest',
      'values-file',
      'key',
      'document',
      'changes',
      'image-policy',
      'create',
    ],
  },
  {
    title: 'Checks before anything is written',
    names: [
      'verify-image',
      'pin-digest',
      'verify-render',
      'allow-downgrade',
      'allow-floating',
      'allow-shared',
      'allow-unpin',
    ],
  },
  {
    title: 'The repository',
    names: [
      'forge',
      'repository',
      'token',
      'source-repository',
      'source-commit',
      'source-token',
      'infra-repository',
      'infra-token',
    ],
  },
  {
    title: 'The pull request',
    names: [
      'pull-request',
      'method',
      'group',
      'branch',
      'title',
      'body',
      'body-path',
      'commit-message',
      'labels',
      'assignees',
      'reviewers',
      'team-reviewers',
      'milestone',
      'draft',
      'auto-merge',
      'merge-method',
      'delete-branch',
    ],
  },
  {
    title: 'Argo CD',
    names: [
      'argocd-server',
      'argocd-app',
      'argocd-token',
      'argocd-audience',
      'argocd-dex-connector',
      'argocd-headers',
      'argocd-ca',
      'trigger',
      'timeout',
      'settle',
      'refresh-limit',
      'unrelated',
    ],
  },
  {
    title: 'The decision',
    names: [
      'approval',
      'protected-environment',
      'plan',
      'report-job',
      'plan-digest',
      'plan-job',
      'report',
      'check-setup',
      'merge',
      'settings-token',
      'approvals',
      'author',
      'pusher',
      'now',
    ],
  },
  {
    title: 'The comment',
    names: ['comment', 'comment-token', 'comment-id', 'comment-limit', 'page-url'],
  },
  {
    title: 'Helm and kustomize',
    names: [
      'helm-path',
      'helm-version',
      'helm-sha256',
      'kustomize-path',
      'kustomize-version',
      'kustomize-sha256',
      'renderer-mirror',
      'bin-dir',
      'concurrency',
      'cache-path',
    ],
  },
  {
    title: 'The result',
    names: ['dry-run', 'fail-on', 'record', 'output', 'output-dir', 'report-path'],
  },
]

/** A title with the names of inputs below it. */
export interface Section {
  readonly title: string
  readonly names: readonly string[]
}

/** Returns the inputs of a command in their groups. `Other` contains those without a group. */
export function sectionsOf(inputs: InputDescriptions): Section[] {
  const has = (name: string) => Object.hasOwn(inputs, name)
  const grouped = new Set(groups.flatMap(({ names }) => names))
  const others = { title: 'Other', names: Object.keys(inputs).filter((name) => !grouped.has(name)) }
  return [...groups.map(({ title, names }) => ({ title, names: names.filter(has) })), others].filter(
    ({ names }) => names.length > 0,
  )
}
