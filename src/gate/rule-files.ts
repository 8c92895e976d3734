import { CONFIG_FILE } from '../config/config.ts'
import { matchesGlob } from '../patterns/own.ts'
import { OWNERS_FILES } from '../policy/code-owners.ts'
import { listingOf } from '../tree/listing.ts'
import { folderOf, isBelow } from '../tree/paths.ts'
import type { Listing, Tree } from '../tree/tree.ts'

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

/**
 * Files in any folder: an action of GitHub, files with the name of a GitLab or Jenkins pipeline, and the attributes by
 * which git changes files when a controller checks them out (line ends, encodings, `$Id$`). Rendering does not show
 * that, because Fairlead reads files as they are stored.
 */
const ANYWHERE = /(?:^|\/)(?:\.gitattributes|action\.ya?ml|[^/]*\.gitlab-ci\.ya?ml|Jenkinsfile)$/

const GITLAB_FILE = '.gitlab-ci.yml'

/** The limit of GitLab for the files that one pipeline includes. */
const MOST_INCLUDED = 150

/** The file that makes a folder an action of GitHub. */
const ACTION = /(?:^|\/)action\.ya?ml$/

/**
 * Returns a function that reports whether a file controls other changes: the policy, CODEOWNERS, git attributes, CI
 * jobs, the files that the base's GitLab pipeline includes, directly or through others, and the code of the base's own
 * actions. A change of such a file needs an approval of its own, whatever it renders to.
 */
export async function ruleFilesOf(base: Tree): Promise<(path: string) => boolean> {
  const listing = await listingOf(base)
  const included = listing.get(GITLAB_FILE) === undefined ? [] : await includedIn(base, listing)
  const actions = listing
    .all()
    .filter(({ path }) => ACTION.test(path))
    .map(({ path }) => folderOf(path))
    // An action at the root does not make every file of the repository its code.
    .filter((folder) => folder !== '')
  return (path) =>
    isRuleFile(path) ||
    actions.some((folder) => isBelow(path, folder)) ||
    included.some((pattern) => matchesGlob(path, pattern))
}

function isRuleFile(path: string): boolean {
  return (
    path === CONFIG_FILE ||
    OWNERS_FILES.some((one) => one === path) ||
    ANYWHERE.test(path) ||
    CI.some((one) => (one.endsWith('/') ? path.startsWith(one) : path === one))
  )
}

/** Returns the files that the base's pipeline includes, as patterns, also those that an included file includes. */
async function includedIn(base: Tree, listing: Listing): Promise<string[]> {
  const found = new Set<string>()
  const read = new Set<string>()
  for (let level = [GITLAB_FILE]; level.length > 0 && read.size <= MOST_INCLUDED;) {
    for (const path of level) read.add(path)
    const patterns = [...(await base.read(level)).values()].flatMap(({ content }) =>
      includedBy(new TextDecoder().decode(content)),
    )
    const fresh = new Set(patterns.filter((pattern) => !found.has(pattern)))
    for (const pattern of fresh) found.add(pattern)
    level = listing
      .all()
      .map(({ path }) => path)
      .filter((path) => /\.ya?ml$/.test(path) && !read.has(path))
      .filter((path) => [...fresh].some((pattern) => matchesGlob(path, pattern)))
      .slice(0, MOST_INCLUDED)
  }
  return [...found]
}

/**
 * Returns the files of the repository that a pipeline names. The list contains all files that it includes, and
 * possibly more. The text is not parsed as YAML, because it has tags that only GitLab knows.
 */
function includedBy(text: string): string[] {
  const plain = text.matchAll(/[\w./*-]{1,200}\.ya?ml/g)
  const quoted = text.matchAll(/(?<=["'])[^"'\n]{1,200}\.ya?ml(?=["'])/g)
  return [...plain, ...quoted].map(([name]) => name.replace(/^\.?\//, ''))
}
