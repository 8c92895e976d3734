import { appendFileSync, existsSync } from 'node:fs'
import { posix, relative, resolve, sep } from 'node:path'
import * as core from '@actions/core'
import type { CommandDescription, Result } from '../commands/describe.ts'
import { isOn, FAILED, givenOutputs, namesOf } from '../commands/describe.ts'
import { nearest, remoteError } from '../errors.ts'
import type { Fault } from '../errors.ts'
import { annotationOf } from '../findings/annotation.ts'
import { clean, cleanLine } from './clean.ts'
import { readContext } from './context.ts'
import { failureSummary } from '../report/failure.ts'
import { githubEvent, readPayload } from './github-event.ts'
import { Mask, secretsIn } from './secrets.ts'
import { cutSummary } from './summary.ts'
import type { Surface } from './surface.ts'
import { withoutReferences } from './variables.ts'

/**
 * Returns the surface of GitHub Actions: inputs from `with:`, outputs for later steps, annotations and the step
 * summary.
 */
export async function actionsSurface(): Promise<Surface> {
  const { env } = process
  const { payload, fault } = readPayload({ ...env, GITHUB_ACTIONS: 'true' })
  // The library also reads this file while it is loaded, and would end the process with a stack trace.
  if (fault) env['GITHUB_EVENT_PATH'] = ''
  const { runner } = await import('./github-runner.ts')
  const event = githubEvent(payload, env)
  const context = readContext(env, env['GITHUB_WORKSPACE'] || process.cwd(), event, runner)
  const mask = new Mask()
  const print = (text: string) => core.info(clean(mask.text(text)))
  const warn = (text: string) => core.warning(clean(mask.text(text)))
  let title = 'Fairlead'
  /** The folder of the infra repo, as given in the input. */
  let folder = ''
  const hide = (secrets: readonly string[]) => {
    mask.hide(secrets)
    // Masking a shorter secret would make the log unreadable.
    for (const secret of secrets.filter(({ length }) => length > 3)) {
      // This is the form that git sends. GitHub's runner masks it by itself, but act and Forgejo do not.
      core.setSecret(Buffer.from(`x-access-token:${secret}`).toString('base64'))
      core.setSecret(secret)
    }
  }

  return {
    context,
    hide,
    say: print,
    warn,

    read(command) {
      title = command.title
      folder = 'path' in command.inputs ? core.getInput('path') : ''
      if (fault) throw fault
      const given = new Map(namesIn(command).map((name) => [name, [core.getInput(name)]]))
      for (const name of mistyped(given.keys(), Object.keys(process.env))) given.set(name, [''])
      const { texts, notes } = withoutReferences(command.inputs, given, {
        label: (name) => name,
        cure: 'Shell variables are not expanded in the inputs of an action. Write ${{ secrets.NAME }}.',
      })
      for (const note of notes) warn(note)
      hide(secretsIn(command.inputs, texts))
      return { texts, faults: [], label: (name) => name, noun: 'input' }
    },

    async report(result) {
      for (const line of result.text) print(line)
      for (const warning of result.warnings) warn(warning)
      for (const fault of result.failure?.faults ?? [])
        annotate(inWorkspace(fault, context.workspace, folder), mask)
      try {
        for (const [name, value] of Object.entries(givenOutputs(result))) core.setOutput(name, value)
        await writeSummary(result, mask)
      } catch (error) {
        throw remoteError(`outputs and summary could not be written: ${(error as Error).message}`, {
          cause: error,
          hint: 'GITHUB_OUTPUT and GITHUB_STEP_SUMMARY must be existing files that the user of this job can write to.',
        })
      }
    },

    fail({ faults, stack }) {
      for (const fault of faults) annotate(inWorkspace(fault, context.workspace, folder), mask)
      if (stack !== undefined) print(stack)
      // Runners that imitate GitHub's may have neither file. The exit code still reports that the step failed.
      try {
        if (env['GITHUB_OUTPUT']) core.setOutput('outcome', FAILED)
        const file = env['GITHUB_STEP_SUMMARY']
        // Write synchronously, because the process ends after an unforeseen error.
        if (file) appendFileSync(file, `${cutSummary(mask.text(failureSummary(title, faults)))}\n`)
      } catch (error) {
        warn(`outputs and summary could not be written: ${(error as Error).message}`)
      }
    },
  }
}

/** Returns all names of the inputs of an action. */
function namesIn({ inputs }: CommandDescription): string[] {
  return Object.entries(inputs)
    .filter(([, input]) => isOn(input, 'actions'))
    .flatMap(([name, input]) => namesOf(name, input))
}

/**
 * Returns the names in `with:` that are similar to an input of the action. The runner only warns about unknown
 * inputs, and a step that continues without `enviroment: staging` may write somewhere else. Names that are not
 * similar to any input are left to the runner. So are short names, because a workflow may have its own INPUT_
 * variables.
 */
function mistyped(known: Iterable<string>, variables: readonly string[]): string[] {
  const names = [...known]
  return variables
    .filter((variable) => variable.startsWith('INPUT_'))
    .map((variable) => variable.slice('INPUT_'.length).toLowerCase())
    .filter((name) => name.length > 4 && !names.includes(name) && nearest(name, names) !== undefined)
}

async function writeSummary({ summary }: Result, mask: Mask): Promise<void> {
  if (summary === '' || !process.env['GITHUB_STEP_SUMMARY']) return
  await core.summary.addRaw(cutSummary(mask.text(summary)), true).write()
}

/**
 * Converts a location in the folder of the infra repo to one in the checkout of the job, because annotations are
 * shown there.
 */
function inWorkspace(fault: Fault, workspace: string, folder: string): Fault {
  const file = fault.at?.file
  if (fault.at === undefined || file === undefined || /^\.?\/?$/.test(folder)) return fault
  const inside = posix.join(relative(workspace, resolve(workspace, folder)).split(sep).join('/'), file)
  if (inside.startsWith('..') || !existsSync(resolve(workspace, inside))) return fault
  return { ...fault, at: { ...fault.at, file: inside } }
}

function annotate(fault: Fault, mask: Mask): void {
  const { text, file, ...place } = annotationOf(fault)
  core.error(clean(mask.text(text)), {
    ...(file === undefined ? {} : { file: cleanLine(mask.text(file)) }),
    ...place,
  })
}
