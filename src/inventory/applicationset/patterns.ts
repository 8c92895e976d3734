/** How ApplicationSets name files and folders: in git's way, and in that of Go's `path.Match`. */

/**
 * The expression for one of git's pathspecs, as `git ls-files` takes it: `*` and `?` cross folders; what has no
 * such sign also means everything below a folder of that name.
 *
 * Rule: argo-cd util/git/client.go (LsFiles); https://git-scm.com/docs/gitglossary (pathspec)
 */
export function pathspec(pattern: string): RegExp {
  const [, signature, rest = pattern] = /^:\((glob|top|literal)\)(.*)$/.exec(pattern) ?? []
  const bare = rest.replace(/^\.\/+/, '').replace(/\/+$/, '')
  if (signature === 'literal') return new RegExp(`^${escape(bare)}(/.*)?$`)
  if (signature === 'glob') return new RegExp(`^${translate(bare, '[^/]', true)}(/.*)?$`)
  return new RegExp(`^${translate(bare, '[^]', false)}(/.*)?$`)
}

/**
 * The expression for a pattern of Go's `path.Match`: `*` and `?` stay within a folder's name.
 *
 * Rule: https://pkg.go.dev/path#Match; argo-cd applicationset/generators/git.go (filterApps)
 */
export function pathMatch(pattern: string): RegExp {
  return new RegExp(`^${translate(pattern, '[^/]', false, '^')}$`)
}

/**
 * @param any what `?` stands for; `*` is any number of it
 * @param negations the signs that make a class mean all other characters
 */
function translate(pattern: string, any: string, doubleStar: boolean, negations = '!^'): string {
  const tokens = pattern.match(/\*\*\/|\*+|\?|\[[!^]?\]?[^\]]*\]|\\.|[^]/g) ?? []
  return tokens
    .map((token) => {
      if (doubleStar && token === '**/') return '(?:.*/)?'
      if (doubleStar && token === '**') return '.*'
      if (token === '**/') return `${any}*/`
      if (token.startsWith('*')) return `${any}*`
      if (token === '?') return any
      if (token.startsWith('[') && token.length > 1) return characterClass(token, negations)
      return escape(token.length === 2 && token.startsWith('\\') ? token.slice(1) : token)
    })
    .join('')
}

function characterClass(token: string, negations: string): string {
  const negated = negations.includes(token.charAt(1))
  const inside = token.slice(negated ? 2 : 1, -1).replaceAll(/[[\]\\^]/g, String.raw`\$&`)
  return inside === '' ? escape(token) : `[${negated ? '^/' : ''}${inside}]`
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)
}
