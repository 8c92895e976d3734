import type { OutputDescriptions } from '../commands/describe.ts'
import { FAILED, givenOutputs, outputsOf } from '../commands/describe.ts'
import { inGitlabsWords } from '../commands/gitlab-words.ts'
import { describeFault, FairleadError } from '../errors.ts'
import { writeOutputs } from '../files/outputs.ts'
import { clean, cleanLine, safeJson } from './clean.ts'
import { readContext } from './context.ts'
import { dotenvOf } from './dotenv.ts'
import { failureSummary } from '../report/failure.ts'
import { Mask, secretsIn } from './secrets.ts'
import type { Surface } from './surface.ts'
import { componentInputs, missedSecrets, readVariables, secretTexts } from './variables.ts'

/**
 * The folder in which a job leaves its files; `templates/*.yml` lists it under artifacts. Git ignores it, so that no
 * merge request includes it.
 */
export const ARTIFACTS = '.fairlead'
/** The files of a component in this folder: outputs for later jobs, all data, and a summary for people. */
const ENDINGS = ['env', 'json', 'md'] as const
/** Longer results are collapsed, except for their first lines, which show what is wrong. */
const FOLDED_FROM = 40
const OPEN_LINES = 20

/**
 * Returns the surface of a GitLab job: inputs from the variables that a component sets, outputs as a dotenv report,
 * everything else as artifacts.
 *
 * @param component the name of the component, which is also the name of its artifacts
 */
export function gitlabSurface(component: string): Surface {
  const { env } = process
  // The runner starts a script in the checkout, and collects artifacts from there.
  const workspace = process.cwd()
  // The component started this process, so it runs in a job, even if the runner is not GitLab's.
  const context = readContext({ ...env, GITLAB_CI: 'true' }, workspace)
  const colours = !env['NO_COLOR']
  const mask = new Mask()
  let described: OutputDescriptions = {}
  let title = 'Fairlead'
  /** The outputs that the job has left so far. */
  let left: Readonly<Record<string, string>> = {}
  let summarized = ''
  if (env['CI_JOB_TOKEN']) mask.hide([env['CI_JOB_TOKEN']])

  const print = (text: string) => process.stdout.write(`${clean(mask.text(text))}\n`)
  const tell = (word: string, colour: number, text: string) => {
    const head = colours ? `\u001B[${colour};1m${word}:\u001B[0m` : `${word}:`
    process.stdout.write(`${head} ${clean(mask.text(text))}\n`)
  }
  const warn = (text: string) => tell('warning', 33, text)
  const leave = (ending: (typeof ENDINGS)[number], text: string) => {
    const texts = new Map([
      ['.gitignore', '*\n'],
      [`${component}.${ending}`, text],
    ])
    writeOutputs(ARTIFACTS, texts, context)
  }
  /** Writes the outputs that fit as variables for later jobs. */
  const leaveOutputs = () => {
    const short = Object.entries(left)
      .filter(([name]) => described[name]?.long !== true)
      .flatMap(([name, value]) => namesOnGitlab(name).map((own) => [own, value] as const))
    const { text, leftOut } = dotenvOf(short.map(([name, value]) => [name, mask.text(value)]))
    leave('env', text)
    return leftOut
  }
  const leaveJson = (value: unknown) => leave('json', `${safeJson(mask.data(value))}\n`)

  return {
    context,
    say: (message) => tell('note', 36, message),
    warn,
    leaves: {
      folder: ARTIFACTS,
      names: ['.gitignore', ...ENDINGS.map((ending) => `${component}.${ending}`)],
    },
    hide: (secrets) => mask.hide(secrets),

    read(command) {
      const { inputs } = command
      described = outputsOf(command)
      title = inGitlabsWords(command.title)
      const secrets = secretTexts(inputs, env)
      for (const missed of missedSecrets(inputs, env)) warn(missed)
      const hidden = new Set([...secrets.values()].flat().map((text) => text.trim()))
      if (env['CI_JOB_TOKEN']) hidden.add(env['CI_JOB_TOKEN'])
      const { texts, faults, notes } = readVariables(componentInputs(inputs), env, hidden)
      const all = new Map([...texts, ...secrets])
      mask.hide(secretsIn(inputs, all))
      for (const note of notes) tell('note', 36, note)
      return { texts: all, faults, label: (name) => name, noun: 'input' }
    },

    report(result) {
      const { data, text, summary, warnings } = result
      left = givenOutputs(result)
      summarized = summary
      for (const warning of warnings) warn(warning)
      const open = text.length > FOLDED_FROM ? OPEN_LINES : text.length
      for (const line of text.slice(0, open)) print(line)
      const folded = text.slice(open)
      if (folded.length > 0) section('start', `${folded.length} more lines`)
      for (const line of folded) print(line)
      if (folded.length > 0) section('end', '')
      const leftOut = leaveOutputs()
      leave('md', `${mask.text(summary)}\n`)
      leaveJson(data)
      for (const { name, reason } of leftOut)
        print(
          `The output ${name} is not set as a variable because ${reason}; see ${ARTIFACTS}/${component}.json.`,
        )
      return Promise.resolve()
    },

    fail({ kind, exitCode, faults, stack }) {
      for (const fault of faults) tell('error', 31, describeFault(fault))
      if (stack !== undefined) tell('debug', 2, stack)
      try {
        leaveJson({ error: { kind, exitCode, faults } })
        left = { ...left, outcome: FAILED }
        leaveOutputs()
        const failed = failureSummary(title, faults)
        leave('md', `${mask.text(summarized === '' ? failed : `${summarized}\n\n${failed}`)}\n`)
      } catch (error) {
        // The first error is the relevant one, and it is already reported.
        if (!(error instanceof FairleadError)) throw error
        for (const fault of error.faults) tell('error', 31, describeFault(fault))
      }
    },
  }
}

/** Returns every name of an output: names with `pull-request` are also available with `merge-request`. */
function namesOnGitlab(name: string): string[] {
  return [...new Set([name, name.replace('pull-request', 'merge-request')])]
}

/**
 * Starts or ends a collapsed section of the log.
 * Source: https://docs.gitlab.com/ci/jobs/job_logs/#custom-collapsible-sections
 */
function section(what: 'start' | 'end', header: string): void {
  const options = what === 'start' ? '[collapsed=true]' : ''
  const now = Math.floor(Date.now() / 1000)
  const mark = `\u001B[0Ksection_${what}:${now}:fairlead_result${options}\r\u001B[0K`
  process.stdout.write(`${mark}${cleanLine(header)}\n`)
}
