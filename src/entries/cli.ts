#!/usr/bin/env node
import { inputError, suggestion } from '../errors.ts'
import { terminalSurface } from '../runtime/terminal.ts'
import { version } from '../runtime/version.ts'
import { commands, loadCommand, terminalCommands } from './commands.ts'
import { guard, runCommand } from './run.ts'
import summaries from './summaries.json' with { type: 'json' }

const terminal = terminalSurface()

await guard(terminal, async () => {
  const { command: name, words, help, version: asksForVersion } = terminal.request
  if (asksForVersion) return terminal.print([version])
  if (help) return terminal.print(await helpFor([]))
  if (name === undefined)
    throw inputError('no command is given', { hint: 'Run fairlead --help for a list of commands.' })
  if (name === 'help') return terminal.print(await helpFor(words))
  if (name === 'completion')
    return terminal.print(terminal.asksForHelp() ? await helpFor([name]) : await completion(words))
  const command = await loadCommand(name)
  if (terminal.asksForHelp(command.description)) return terminal.print(await helpFor([name]))
  await runCommand(command, terminal)
})

/** Returns the text of `fairlead help` or `fairlead help diff`. */
async function helpFor([name]: readonly string[]): Promise<string[]> {
  const { commandHelp, generalHelp, HELPERS } = await import('../runtime/help.ts')
  if (name === undefined || HELPERS.some((helper) => helper.name === name)) return generalHelp(summaries)
  return commandHelp((await loadCommand(name)).description)
}

/** Returns the script of `fairlead completion bash`. */
async function completion([word]: readonly string[]): Promise<string[]> {
  const { completionScript, SHELLS } = await import('../runtime/completion.ts')
  const { HELPERS } = await import('../runtime/help.ts')
  const shell = SHELLS.find((one) => one === word)
  if (word === undefined)
    throw inputError('no shell is given', { hint: 'Run fairlead completion bash, zsh or fish.' })
  if (shell === undefined)
    throw inputError(`there is no completion for the shell ${JSON.stringify(word)}`, {
      hint: suggestion(word, SHELLS),
    })
  const described = await Promise.all(
    [...commands.values(), ...terminalCommands.values()].map(async (load) => (await load()).description),
  )
  const words = new Map<string, readonly string[]>([
    ['help', described.map(({ name }) => name)],
    ['completion', SHELLS],
  ])
  const helpers = HELPERS.map((helper) => ({ ...helper, words: words.get(helper.name) ?? [] }))
  return completionScript(shell, described, helpers)
}
