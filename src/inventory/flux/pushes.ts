import { joinPath } from '../../tree/paths.ts'

/** A folder of this repo that a job or a script pushes as an artifact. */
export interface Push {
  /** The address that it is pushed to, without its tag; `*` stands for the value of a variable. */
  readonly to: string
  /** Empty for the root of the repo. */
  readonly folder: string
}

/** Scripts and jobs that may contain such a command. */
export const PUSHERS =
  /(?:^|\/)\.(?:github|gitea|forgejo)\/(?:workflows|actions)\/.*\.ya?ml$|(?:^|\/)\.gitlab-ci\.ya?ml$|(?:^|\/)\.(?:gitlab|circleci|woodpecker|taskfiles)\/.*\.ya?ml$|(?:^|\/)(?:\.woodpecker\.ya?ml|azure-pipelines\.ya?ml|Jenkinsfile|Makefile|[Jj]ustfile|\.justfile|Taskfile\.ya?ml)$|\.(?:sh|mk|just)$/

/** A variable of a shell, of GitHub Actions or of a Taskfile. */
const VARIABLE = /\$\{\{[^{}]*\}\}|\{\{[^{}]*\}\}|\$\([^()]*\)|\$\{[^{}]*\}|\$\w+/g

/**
 * Returns the folders that a text pushes as artifacts: `flux push artifact oci://… --path=…`, and copies of a folder
 * into a bucket. Rule: https://fluxcd.io/flux/cmd/flux_push_artifact/
 */
export function pushesIn(text: string): Push[] {
  if (!/push\s+artifact|\b(?:aws\s+s3|gsutil|gcloud\s+storage|mc|rclone)\s/.test(text)) return []
  // A command continues after a backslash. A comment is not a command.
  const lines = text
    .replaceAll(/\\\r?\n\s*/g, ' ')
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
  return lines.flatMap((line) => [...artifact(line), ...bucket(line)])
}

function artifact(line: string): Push[] {
  const [, rest] = /\bflux\s+push\s+artifact\s(.*)/.exec(line) ?? []
  if (rest === undefined) return []
  const words = wordsOf(rest)
  const to = words.find((word) => /^oci:\/\/|^\*/.test(word))
  const given = words.flatMap((word, i) => {
    const [, value] = /^(?:--path|-f)=(.*)$/.exec(word) ?? []
    return value ?? (word === '--path' || word === '-f' ? (words[i + 1] ?? []) : [])
  })
  const folder = folderOf(given[0] ?? '.')
  return to === undefined || folder === undefined ? [] : [{ to: withoutTag(to), folder }]
}

function bucket(line: string): Push[] {
  const [, rest] =
    /\b(?:aws\s+s3\s+(?:sync|cp)|gsutil\b.*\brsync|gcloud\s+storage\s+rsync|mc\s+(?:mirror|cp)|rclone\s+(?:sync|copy))\s(.*)/.exec(
      line,
    ) ?? []
  if (rest === undefined) return []
  const [from, to] = wordsOf(rest).filter((word) => !word.startsWith('-'))
  const [, name] = /^(?:s3:\/\/|gs:\/\/|[\w-]+[:/])([^/]+)/.exec(to ?? '') ?? []
  const folder = folderOf(from ?? '')
  return name === undefined || folder === undefined || from === undefined ? [] : [{ to: name, folder }]
}

/** Returns the words of a command, without quotes and with `*` for each variable. */
function wordsOf(command: string): string[] {
  const plain = command.replaceAll(VARIABLE, '*').replaceAll(/["']/g, '')
  return plain.split(/\s+/).filter((word) => word !== '')
}

function folderOf(path: string): string | undefined {
  return path.includes('*') ? undefined : joinPath('', path.replace(/^\/+/, '') || '.')
}

function withoutTag(url: string): string {
  const slash = url.lastIndexOf('/')
  const colon = url.indexOf(':', slash + 1)
  return colon < 0 ? url : url.slice(0, colon)
}

/** Reports whether a push goes to an address. */
export function goesTo({ to }: Push, address: string): boolean {
  const plain = (text: string) => text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').toLowerCase()
  const parts = plain(to).split('*')
  const text = plain(address)
  if (parts.length === 1) return text === parts[0]
  const [first = '', ...rest] = parts
  if (!text.startsWith(first)) return false
  let position = first.length
  for (const [i, part] of rest.entries()) {
    const found = i === rest.length - 1 ? text.length - part.length : text.indexOf(part, position)
    if (found < position || !text.startsWith(part, found)) return false
    position = found + part.length
  }
  return true
}
