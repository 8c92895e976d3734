import { inputError } from '../../errors.ts'
import { goPath } from '../../patterns/go-path.ts'
import { NO_PATTERN } from '../../patterns/pattern.ts'

interface Rule {
  readonly negated: boolean
  readonly onlyFolders: boolean
  readonly fits: (path: string) => boolean
}

/** The rule that Helm adds to every `.helmignore`. */
const DEFAULTS = 'templates/.?*'

/**
 * Returns a function that reports whether Helm leaves out a file when it loads or packs a chart's folder, based on
 * the text of its `.helmignore`.
 *
 * Rule: helm internal/ignore/rules.go (Ignore, parseRule), pkg/chart/v2/loader/directory.go. A negated rule leaves
 * out everything that it does not match.
 *
 * @param file the path of the `.helmignore`, for messages
 * @throws FairleadError (input) if Helm rejects a rule
 */
export function helmIgnore(text: string, file: string): (path: string) => boolean {
  const rules = [...text.replace(/^\ufeff/, '').split(/\r?\n/), DEFAULTS].flatMap((line) => {
    const rule = line.trim()
    return rule === '' || rule.startsWith('#') ? [] : [readRule(rule, file)]
  })
  const isIgnored = (path: string, isFolder: boolean) => {
    for (const { negated, onlyFolders, fits } of rules) {
      if (negated && ((onlyFolders && !isFolder) || !fits(path))) return true
      if (!negated && (!onlyFolders || isFolder) && fits(path)) return true
    }
    return false
  }
  return (path) => {
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1))
      if (isIgnored(path.slice(0, slash), true)) return true
    return isIgnored(path, false)
  }
}

function readRule(line: string, file: string): Rule {
  if (line.includes('**'))
    throw inputError(`${file} has a rule with "**", which Helm rejects`, { at: { file } })
  const negated = line.startsWith('!')
  const named = negated ? line.slice(1) : line
  const onlyFolders = named.endsWith('/')
  const rule = onlyFolders ? named.slice(0, -1) : named
  const pattern = goPath(rule.replace(/^\//, ''))
  if (pattern === NO_PATTERN)
    throw inputError(`${file} has the rule ${JSON.stringify(line)}, which Helm rejects`, { at: { file } })
  return {
    negated,
    onlyFolders,
    fits: (path) => pattern.test(rule.includes('/') ? path : path.slice(path.lastIndexOf('/') + 1)),
  }
}
