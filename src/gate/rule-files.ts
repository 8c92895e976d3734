import { CONFIG_FILE } from '../config/config.ts'
import { matchesGlob } from '../patterns/own.ts'
import { OWNERS_FILES } from '../policy/code-owners.ts'
import type { Tree } from '../tree/tree.ts'

/** Files and folders of CI systems whose jobs a change can rewrite. */
const CI = [
  '.github/workflows/',
  '.github/actions/',
  '.gitlab/ci/',
  '.gitlab-ci/',
  '.gitea/workflows/',
  '.forgejo/workflows/',
  '.circleci/',
  '.buildkite/',
  '.tekton/',
  '.semaphore/',
  '.woodpecker/',
  '.woodpecker.yml',
  '.woodpecker.yaml',
  '.azure-pipelines/',
  'azure-pipelines/',
  'azure-pipelines.yml',
  'azure-pipelines.yaml',
  '.cirrus.yml',
  '.drone.yml',
  '.travis.yml',
  'cloudbuild.yaml',
  'Jenkinsfile',
  'bitbucket-pipelines.yml',
]

/** Files in any folder: an action of GitHub, and files with the name of a GitLab or Jenkins pipeline. */
const ANYWHERE = /(?:^|\/)(?:action\.ya?ml|[^/]*\.gitlab-ci\.ya?ml|Jenkinsfile)$/

const GITLAB_FILE = '.gitlab-ci.yml'

/**
 * Returns a function that reports whether a file controls other changes: the policy, CODEOWNERS, CI jobs, and the
 * files that the base's GitLab pipeline includes. A change of such a file needs an approval of its own, whatever it
 * renders to.
 */
export async function ruleFilesOf(base: Tree): Promise<(path: string) => boolean> {
  const file = (await base.read([GITLAB_FILE])).get(GITLAB_FILE)
  const included = file === undefined ? [] : includedBy(new TextDecoder().decode(file.content))
  return (path) => isRuleFile(path) || included.some((pattern) => matchesGlob(path, pattern))
}

function isRuleFile(path: string): boolean {
  return (
    path === CONFIG_FILE ||
    OWNERS_FILES.some((one) => one === path) ||
    ANYWHERE.test(path) ||
    CI.some((one) => (one.endsWith('/') ? path.startsWith(one) : path === one))
  )
}

/**
 * Returns the files of the repository that a pipeline names. The list contains all files that it includes, and
 * possibly more. The text is not parsed as YAML, because it has tags that only GitLab knows.
 */
function includedBy(text: string): string[] {
  return [...text.matchAll(/[\w./*-]{1,200}\.ya?ml/g)].map(([name]) => name.replace(/^\.?\//, ''))
}
