/**
 * Files that decide what runs, who reviews, and what Fairlead may do: an image in one of them may be named by the
 * inputs of a step, but is never carried from one commit to another.
 */
const folders = [
  '.github',
  '.gitea',
  '.forgejo',
  '.gitlab',
  '.circleci',
  '.tekton',
  '.buildkite',
  '.woodpecker',
]
const files = new Set([
  '.gitattributes',
  '.gitmodules',
  '.travis.yml',
  '.drone.yml',
  '.woodpecker.yml',
  '.woodpecker.yaml',
  'appveyor.yml',
  'bitbucket-pipelines.yml',
  'codeowners',
  'cloudbuild.yaml',
  'cloudbuild.yml',
  'fairlead.yaml',
  'fairlead.yml',
  'jenkinsfile',
])

/** Whether a change of such a file is never carried, wherever in the repository and in whatever case it is. */
export function isNeverCarried(path: string): boolean {
  const parts = path.toLowerCase().split('/')
  const name = parts.at(-1) ?? ''
  return (
    parts.slice(0, -1).some((folder) => folders.includes(folder) || folder === '.git') ||
    files.has(name) ||
    /^\.gitlab-ci.*\.ya?ml$|\.gitlab-ci\.ya?ml$|^azure-pipelines.*\.ya?ml$|^jenkinsfile\b/.test(name)
  )
}
