import type { TextAt } from './names.ts'
import { hasHost } from './names.ts'

/** Detects Git repositories in values. Images use the same keys: `repository`, `repo` and `tag`. */

/**
 * Git hosts that serve no images under their own name: their registries have other names, such as
 * registry.gitlab.com.
 */
const HOSTS = new Set([
  'github.com',
  'gitlab.com',
  'bitbucket.org',
  'codeberg.org',
  'gitea.com',
  'git.sr.ht',
  'dev.azure.com',
])

/**
 * Reports whether a text is the address of a Git repository: `ssh://…`, `git@host:path`, a text that ends with
 * `.git`, or an address on one of the Git hosts.
 */
export function isGitRepository(text: string): boolean {
  const [, scheme = '', rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/i.exec(text.trim()) ?? []
  if (/^(?:git|ssh|git\+[a-z]+)$/i.test(scheme)) return true
  if (scheme === '' && /^[\w.-]+@[\w.-]+:/.test(rest)) return true
  const [host = ''] = rest.replace(/^[^/@]*@/, '').split('/')
  return /\.git\/?$/i.test(rest) || HOSTS.has(host.toLowerCase().replace(/^(?:www\.|ssh\.)/, ''))
}

/** A key whose map describes a Git repository, unless it names a registry. */
const GIT_KEY = /^git(?:[-_]?(?:repo|repository|source))?$/i

/**
 * Keys that contain the name of a repository (of images or of Git), and keys that contain the address of anything.
 */
const NAMES = ['repository', 'repo', 'gitRepository', 'gitRepo', 'repoURL', 'repositoryURL']
const ADDRESSES = ['url', 'uri']
/** Keys that name an image, whatever other keys the map has. */
const IMAGES = ['image', 'imageName', 'imageRepository', 'imageRepo']

/**
 * Reports whether a map of values describes a Git repository. Then its tag is also a tag of Git.
 *
 * @param key the key of the map
 * @param text returns the values of its keys
 */
export function isOfGit(key: string, text: TextAt): boolean {
  const there = (keys: readonly string[]) =>
    keys.map(text).filter((name) => name !== undefined && name !== '') as string[]
  if (there(IMAGES).length > 0) return false
  const names = there(NAMES)
  if (names.length === 0) return there(ADDRESSES).some(isGitRepository)
  return names.every((name) => isGitRepository(name) || (GIT_KEY.test(key) && !hasHost(name)))
}
