import type { CommandDescription } from '../commands/describe.ts'
import { ownNames } from '../commands/describe.ts'
import { describeFault } from '../errors.ts'
import { parseArguments } from './arguments.ts'
import { clean, cleanColoured, safeJsonPieces } from './clean.ts'
import { readContext } from './context.ts'
import { githubEvent, readPayload } from './github-event.ts'
import { LiveLines } from './live.ts'
import { Mask, secretsIn } from './secrets.ts'
import type { Surface } from './surface.ts'
import { missedSecrets, secretTexts, secretVariable, withoutReferences } from './variables.ts'

/** The command line. */
export interface Terminal extends Surface {
  /** The request, apart from the options of a command. */
  readonly request: Request
  /** Reports whether the options of a command, or of a word that has none, request help. */
  asksForHelp(command?: CommandDescription): boolean
  /** Prints lines to standard output. */
  print(lines: readonly string[]): void
}

export interface Request {
  /** The first word; undefined if there is none. */
  readonly command: string | undefined
  /** The words after the command, up to the first option. */
  readonly words: readonly string[]
  readonly help: boolean
  readonly version: boolean
}

/** Returns the command line of this process: results go to standard output, all messages to standard error. */
export function terminalSurface(): Terminal {
  const [first, ...rest] = process.argv.slice(2)
  // A step may run Fairlead as a program. It still belongs to the job.
  const { payload, fault } = readPayload(process.env)
  const context = readContext(process.env, process.cwd(), githubEvent(payload, process.env))
  const mask = new Mask()
  const colours = process.stderr.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb'
  // This is known before the options are parsed, so that errors in the options are also reported as JSON.
  let json = wantsJson(process.argv)

  const coloursOut = process.stdout.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb'
  // A job may have a terminal that nobody looks at.
  const isLive = process.stderr.isTTY && process.env['TERM'] !== 'dumb' && !process.env['CI']
  const live = isLive ? new LiveLines(process.stderr) : undefined
  const above = (write: () => void) => (live === undefined ? write() : live.above(write))
  const print = (lines: readonly string[]) =>
    above(() => {
      for (const line of lines) process.stdout.write(`${clean(mask.text(line))}\n`)
    })
  const printJson = (value: unknown) => {
    for (const piece of safeJsonPieces(mask.data(value))) process.stdout.write(piece)
    process.stdout.write('\n')
  }
  const tell = (word: string, colour: number, text: string) => {
    const head = colours ? `\u001B[${colour}m${word}:\u001B[0m` : `${word}:`
    above(() => process.stderr.write(`${head} ${clean(mask.text(text))}\n`))
  }
  const warn = (text: string) => tell('warning', 33, text)

  // A reader such as `head` may close the pipe early. This is not an error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })

  return {
    context,
    print,
    say: (message) => tell('note', 36, message),
    warn,
    width: process.stdout.columns ?? 100,
    progress: live && ((lines) => live.show(lines === undefined ? undefined : mask.text(lines))),
    screen: () =>
      isLive ? { rows: process.stderr.rows || 24, columns: process.stderr.columns || 80 } : undefined,
    hide: (secrets) => mask.hide(secrets),
    request: {
      command: first?.startsWith('-') ? undefined : first,
      words: wordsOf(rest),
      help: first === '--help' || first === '-h',
      version: first === '--version' || first === '-V',
    },

    asksForHelp: (command) => parseArguments(rest, command?.inputs ?? {}).help,

    read({ name, inputs }) {
      if (fault) throw fault
      const { texts: given, faults } = parseArguments(rest, inputs)
      json ||= given.get('output')?.includes('json') === true
      const { texts, notes } = withoutReferences(inputs, given, {
        label: (name) => `--${name}`,
        cure: 'The shell expands variables in double quotes, but not in single quotes.',
      })
      for (const note of notes) warn(note)
      const own = ownNames(inputs)
      for (const name of texts.keys())
        if (inputs[own.get(name) ?? '']?.secret === true)
          warn(
            `--${name} is visible to everyone who can list processes. Set ${secretVariable(own.get(name) ?? name)} instead.`,
          )
      for (const missed of missedSecrets(inputs, process.env)) warn(missed)
      // GITHUB_TOKEN is the default for every input that has a default in the action.
      const standard = (name: string) =>
        inputs[name]?.actionDefault === undefined ? undefined : process.env['GITHUB_TOKEN']
      const all = new Map([...secretTexts(inputs, process.env, standard), ...texts])
      mask.hide(secretsIn(inputs, all))
      return {
        texts: all,
        faults,
        label: (given) => `--${given}`,
        noun: 'option',
        listedBy: `Run fairlead ${name} --help for a list of options.`,
      }
    },

    report(result) {
      for (const warning of result.warnings) warn(warning)
      if (json) printJson(result.data)
      else if (coloursOut && result.coloured)
        for (const line of result.coloured) process.stdout.write(`${cleanColoured(mask.text(line))}\n`)
      else print(result.text)
      return Promise.resolve()
    },

    fail({ kind, exitCode, faults, stack }) {
      if (json) printJson({ error: { kind, exitCode, faults } })
      else for (const fault of faults) tell('error', 31, describeFault(fault))
      if (stack !== undefined) tell('debug', 2, stack)
    },
  }
}

function wantsJson(args: readonly string[]): boolean {
  return args.some(
    (arg, index) => arg === '--output=json' || (arg === '--output' && args[index + 1] === 'json'),
  )
}

/** Returns the words before the first option. */
function wordsOf(args: readonly string[]): string[] {
  const end = args.findIndex((arg) => arg.startsWith('-'))
  return args.slice(0, end === -1 ? args.length : end)
}
