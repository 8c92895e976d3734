import { CONFIG_FILE } from '../config/config.ts'
import { OWNERS_FILES } from '../policy/code-owners.ts'

/** Files and folders of CI systems whose jobs a change can rewrite. */
const CI = [
  '.github/workflows/',
  '.github/actions/',
  '.gitlab-ci.yml',
  '.gitlab-ci.yaml',
  '.gitlab/ci/',
  '.gitlab-ci/',
  '.gitea/workflows/',
  '.forgejo/workflows/',
  '.circleci/',
  '.buildkite/',
  '.woodpecker/',
  '.woodpecker.yml',
  '.woodpecker.yaml',
  '.drone.yml',
  '.travis.yml',
  'Jenkinsfile',
  'azure-pipelines.yml',
  'azure-pipelines.yaml',
  'bitbucket-pipelines.yml',
]

/**
 * Whether a file decides about changes instead of being one: the policy, who owns what, what runs as a job. Such a
 * change needs an approval of its own, whatever it renders to.
 */
export function isRuleFile(path: string): boolean {
  return (
    path === CONFIG_FILE ||
    OWNERS_FILES.some((one) => one === path) ||
    CI.some((one) => (one.endsWith('/') ? path.startsWith(one) : path === one))
  )
}
