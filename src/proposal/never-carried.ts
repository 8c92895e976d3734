/**
 * Files that decide what runs, who reviews, and what Fairlead may do. The inputs of a step may name an image in one
 * of them, but such an image is never carried over from one commit to another.
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

/**
 * Reports whether changes of a file are never carried over, wherever it is in the repository and in upper or lower
 * case.
 */
export function isNeverCarried(path: string): boolean {
  const parts = path.toLowerCase().split('/')
  const name = parts.at(-1) ?? ''
  return (
    parts.slice(0, -1).some((folder) => folders.includes(folder) || folder === '.git') ||
    files.has(name) ||
    /^\.gitlab-ci.*\.ya?ml$|\.gitlab-ci\.ya?ml$|^azure-pipelines.*\.ya?ml$|^jenkinsfile\b/.test(name)
  )
}
