import type { TextAt } from './names.ts'
import { hasHost } from './names.ts'

/**
 * Values that name a Git repository, in the keys that images have: `repository`, `repo` and `tag` are the words of both.
 */

/** Hosts of Git that hold no images under their own name: their registries have others, such as registry.gitlab.com. */
const HOSTS = new Set([
  'github.com',
  'gitlab.com',
  'bitbucket.org',
  'codeberg.org',
  'gitea.com',
  'git.sr.ht',
  'dev.azure.com',
])

/** `ssh://…`, `git@host:path`, what ends with `.git`, and addresses on the hosts of Git. */
export function isGitRepository(text: string): boolean {
  const [, scheme = '', rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/i.exec(text.trim()) ?? []
  if (/^(?:git|ssh|git\+[a-z]+)$/i.test(scheme)) return true
  if (scheme === '' && /^[\w.-]+@[\w.-]+:/.test(rest)) return true
  const [host = ''] = rest.replace(/^[^/@]*@/, '').split('/')
  return /\.git\/?$/i.test(rest) || HOSTS.has(host.toLowerCase().replace(/^(?:www\.|ssh\.)/, ''))
}

/** A key whose map is of a Git repository, unless it names a registry. */
const GIT_KEY = /^git(?:[-_]?(?:repo|repository|source))?$/i

/** Keys that name a repository, of images or of Git, and those that hold the address of whatever it is. */
const NAMES = ['repository', 'repo', 'gitRepository', 'gitRepo', 'repoURL', 'repositoryURL']
const ADDRESSES = ['url', 'uri']
/** Keys that name an image, whatever stands beside them. */
const IMAGES = ['image', 'imageName', 'imageRepository', 'imageRepo']

/**
 * Whether a map of values is one of a Git repository: its tag is one of Git, too.
 *
 * @param key the map's own
 * @param text what its keys hold
 */
export function isOfGit(key: string, text: TextAt): boolean {
  const there = (keys: readonly string[]) =>
    keys.map(text).filter((name) => name !== undefined && name !== '') as string[]
  if (there(IMAGES).length > 0) return false
  const names = there(NAMES)
  if (names.length === 0) return there(ADDRESSES).some(isGitRepository)
  return names.every((name) => isGitRepository(name) || (GIT_KEY.test(key) && !hasHost(name)))
}
