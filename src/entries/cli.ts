#!/usr/bin/env node
import { inputError } from '../errors.ts'
import { commandHelp, generalHelp } from '../runtime/help.ts'
import { terminalSurface } from '../runtime/terminal.ts'
import { version } from '../runtime/version.ts'
import { loadCommand } from './commands.ts'
import { guard, runCommand } from './run.ts'
import summaries from './summaries.json' with { type: 'json' }

const terminal = terminalSurface()

await guard(terminal, async () => {
  const { command: name, help, version: asksForVersion } = terminal.request
  if (asksForVersion) return terminal.print([version])
  if (help) return terminal.print(generalHelp(summaries))
  if (name === undefined)
    throw inputError('no command is given', { hint: 'fairlead --help lists the commands.' })
  const command = await loadCommand(name)
  if (terminal.asksForHelp(command.description)) return terminal.print(commandHelp(command.description))
  await runCommand(command, terminal)
})
