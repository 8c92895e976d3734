/** A remote source that a kustomization refers to. */
export type Remote =
  | {
      readonly kind: 'git'
      readonly url: string
      /** A branch, tag or commit; empty for the default branch. */
      readonly revision: string
      /** The path of the folder in the repository; empty for its root. */
      readonly path: string
    }
  | {
      readonly kind: 'file'
      readonly url: string
      /** Whether the file may have any content, not only manifests. */
      readonly isAny?: boolean
    }

/**
 * Returns what an entry of `resources` or `components` may refer to, in the order in which kustomize tries it: a web
 * address is tried as a file first, then as a repository. If the address itself shows that it is not a file, it is
 * not tried as one. Empty if kustomize would not fetch it.
 *
 * Rule: kustomize api/internal/target/kusttarget.go (accumulateResources), api/internal/loader/fileloader.go
 *
 * @param isFolder whether it cannot be a file: an entry of `components`
 */
export function remotesOf(text: string, isFolder: boolean): Remote[] {
  const git = readRepository(text)
  const isWeb = /^https?:\/\//i.test(text)
  if (!isWeb || isFolder || !URL.canParse(text)) return git ? [git] : []
  const { pathname, host, searchParams } = new URL(text)
  const isFile = /\.(ya?ml|json)(\/raw)?$/i.test(pathname)
  const isRepository =
    /\/\/|_git\/|\.git(\/|$)/.test(pathname) ||
    ['ref', 'version', 'submodules', 'timeout'].some((key) => searchParams.has(key)) ||
    /^(www\.)?(github|gitlab)\.com$/i.test(host)
  const file: Remote = { kind: 'file', url: text }
  if (isFile && !/\/\//.test(pathname)) return isRepository && git ? [file, git] : [file]
  return isRepository && git ? [git] : git ? [file, git] : [file]
}

/**
 * Parses the address of a repository with a folder in it: `github.com/acme/web//deploy?ref=v1`.
 *
 * Rule: kustomize api/internal/git/repospec.go (NewRepoSpecFromURL)
 */
function readRepository(text: string): Extract<Remote, { kind: 'git' }> | undefined {
  if (text.startsWith('/')) return undefined
  const [address = '', query = ''] = splitOnce(text, '?')
  const found = /^(?:git::)?(ssh:\/\/|https:\/\/|http:\/\/)?([a-zA-Z][a-zA-Z0-9-]*@)?(.*)$/is.exec(address)
  const [, scheme = '', user = '', rest = ''] = found ?? []
  const isGitHub = /^github\.com[/:]/i.test(rest)
  const isScp = scheme === '' && (user !== '' || isGitHub)
  if (scheme === '' && !isScp) return undefined
  const slash = rest.indexOf('/')
  const colon = isScp ? rest.indexOf(':') : -1
  const end = colon > 0 && (slash < 0 || colon < slash) ? colon : slash
  if (end <= 0) return undefined
  const host =
    isGitHub && (scheme.toLowerCase() === 'ssh://' || user !== '')
      ? `${user}github.com:`
      : isGitHub
        ? 'https://github.com/'
        : `${scheme}${user}${rest.slice(0, end + 1)}`
  const [repository, folder] = splitPath(rest.slice(end + 1))
  if (repository === '' || folder === undefined) return undefined
  const path = folder.replace(/^\//, '')
  if (path.split('/').includes('..')) return undefined
  const options = new URLSearchParams(query)
  const revision = options.get('ref') || options.get('version') || ''
  return { kind: 'git', url: host + repository, revision, path }
}

/** Splits a path into a repository and a folder in it; the folder is undefined if the path is too short. */
function splitPath(path: string): [repository: string, folder: string | undefined] {
  const marked = /^(.*?_git\/[^/]*)(?:\/(.*))?$/s.exec(path) ?? /^(.*?)\/\/(.*)$/s.exec(path)
  if (marked) return [marked[1] ?? '', marked[2] ?? '']
  const suffixed = /^(.*?\.git)(.*)$/s.exec(path)
  if (suffixed) return [suffixed[1] ?? '', suffixed[2] ?? '']
  const names = path.split('/')
  return names.length < 2 ? ['', undefined] : [names.slice(0, 2).join('/'), names.slice(2).join('/')]
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
