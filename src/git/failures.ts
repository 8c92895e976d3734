import { FairleadError } from '../errors.ts'
import type { FaultKind } from '../errors.ts'
import { cureOfUnreachable } from '../net/unreachable.ts'

/** The context of a failure: the git command, and the repository as messages name it. */
export interface FailureContext {
  readonly command: string
  readonly subject: string
  /** The fix if access is refused, if the caller knows a better one than git's message allows. */
  readonly access?: string | undefined
}

interface Explanation {
  readonly pattern: RegExp
  readonly kind: FaultKind
  readonly message: (subject: string) => string
  readonly hint: string | ((command: string, subject: string, words: string) => string)
  /** Whether it means that access is refused; servers also hide a repository that the user may not read. */
  readonly isAccess?: true
}

/** Git 2.35.2 used another text for it. */
const OF_ANOTHER = /dubious ownership|unsafe repository/

/** Reports whether git's error means only that there is no repository. */
export function isNoRepository(stderr: string): boolean {
  return /not a git repository/i.test(stderr)
}

/**
 * The explanations, in this order: the first match explains the failure. The patterns are English messages of git or
 * ssh.
 */
const explanations: readonly Explanation[] = [
  {
    pattern: /spawn git ENOENT/,
    kind: 'input',
    message: () => 'git is not installed, or not on the PATH',
    hint: 'Install git 2.32 or newer.',
  },
  {
    pattern: OF_ANOTHER,
    kind: 'input',
    message: (subject) => `${subject} belongs to another user, so git refuses to use it`,
    hint: (_command, subject, words) =>
      `If you trust it, as with the checkout of a job, run this first: git config --global --add safe.directory ${quoted(/repository at '([^'\n]+)'/.exec(words)?.[1] ?? subject)}`,
  },
  {
    pattern: /Proxy Authentication Required|HTTP code 407|response 407/i,
    kind: 'remote',
    message: (subject) => `the proxy for ${subject} responds with 407`,
    hint: cureOfUnreachable('the proxy responds with 407'),
  },
  {
    pattern: /certificate verification failed|SSL certificate problem|self.signed certificate/i,
    kind: 'remote',
    message: (subject) => `the certificate of ${subject} is not trusted`,
    hint: cureOfUnreachable('certificate'),
  },
  {
    pattern: /refusing to update checked out branch|branch is currently checked out/,
    kind: 'input',
    message: (subject) =>
      `${subject} has this branch checked out, and git refuses to move it under its files`,
    hint: 'Use a bare repository, or there: git config receive.denyCurrentBranch updateInstead.',
  },
  {
    pattern: /hook declined|protected branch|GH006|GH013|denying non-fast-forward|deletion prohibited/,
    kind: 'refused',
    message: (subject) => `${subject} rejected this change`,
    hint: 'A hook or a branch protection of the server forbids it.',
  },
  {
    pattern: /Could not resolve host|Name or service not known|Temporary failure in name resolution/i,
    kind: 'remote',
    message: (subject) => `the host of ${subject} could not be resolved`,
    hint: 'Check the address, the network and the proxy.',
  },
  {
    pattern: /Host key verification failed/,
    kind: 'input',
    message: (subject) => `the ssh host key of ${subject} is not known`,
    hint: 'Add it to known_hosts (ssh-keyscan) after checking its fingerprint.',
  },
  {
    pattern:
      /Authentication failed|could not read (Username|Password)|terminal prompts disabled|Permission denied \(|returned error: 40[13]|Invalid username or/i,
    kind: 'input',
    message: (subject) => `${subject} did not accept the credentials, or none were sent`,
    hint: (command) =>
      `Check the token or key: it must have permission to ${command === 'push' ? 'write to' : 'read'} the repository.`,
    isAccess: true,
  },
  {
    pattern: /couldn't find remote ref|Remote branch .* not found|unknown revision|not a valid object name/i,
    kind: 'input',
    message: (subject) => `${subject} has no such branch or commit`,
    hint: 'Check the name.',
  },
  {
    pattern:
      /not a git repository|does not appear to be a git repository|repository .*not found|does not exist|returned error: 404/i,
    kind: 'input',
    message: (subject) =>
      `no git repository was found at ${subject}, or the credentials have no access to it`,
    hint: 'Check the path or URL, and the permissions of the credentials.',
    isAccess: true,
  },
  {
    pattern:
      /Permission denied|insufficient permission|unpacker error|unable to create temporary|Read-only file system|No space left|Disk quota/i,
    kind: 'remote',
    message: (subject) => `${subject} cannot be read from or written to disk`,
    hint: 'Check the permissions of the folder and the free disk space.',
  },
  {
    pattern:
      /Failed to connect|Couldn't connect|Connection (refused|reset|timed out|closed)|timed out|RPC failed/i,
    kind: 'remote',
    message: (subject) => `${subject} cannot be reached`,
    hint: 'Check the network and the proxy, or try again later.',
  },
]

/** The maximum number of characters of git's output that are searched. */
const MOST_READ = 10_000

/**
 * Turns git's error output into an error with a fix; an unknown message becomes a remote error.
 *
 * @param stderr git's own output, in English and with credentials masked
 */
export function explainFailure(stderr: string, { command, subject, access }: FailureContext): FairleadError {
  const words = essence(stderr)
  // An untrusted server controls the length of the output; the reason is at the end.
  const read = stderr.slice(-MOST_READ)
  const found = explanations.find(({ pattern }) => pattern.test(read))
  if (!found)
    return new FairleadError('remote', [{ message: `git ${command} failed at ${subject}: ${words}` }])
  const message = words === '' ? found.message(subject) : `${found.message(subject)} (${words})`
  const own = typeof found.hint === 'string' ? found.hint : found.hint(command, subject, read)
  const hint = found.isAccess && access !== undefined ? access : own
  return new FairleadError(found.kind, [{ message, hint }])
}

/** Returns the meaningful lines, joined, at most 500 characters. */
function essence(stderr: string): string {
  const lines = stderr
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter(
      (line) =>
        line !== '' && !/^(hint:|To |From |at |Please make sure|and the repository exists)/.test(line),
    )
  const text = lines.join('; ')
  return text.length > 500 ? `${text.slice(0, 500)}…` : text
}

/** Quotes a path for a shell. */
function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
}
