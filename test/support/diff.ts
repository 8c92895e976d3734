/** Runs `diff` in tests, with a real repository and real git, helm and kustomize. Only the forge is missing. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DiffPorts, DiffValues } from '../../src/commands/diff.ts'
import { diffCommand, runDiff } from '../../src/commands/diff.ts'
import type { AppChange, Review } from '../../src/review/model.ts'
import { inputError } from '../../src/errors.ts'
import { createGit } from '../../src/git/git.ts'
import { resolveSides } from '../../src/git/sides.ts'
import type { RemoteSources } from '../../src/render/plan.ts'
import { fromJson } from '../../src/report/json/json.ts'
import { readInputs } from '../../src/runtime/inputs.ts'
import { git, temporaryFolder } from './git.ts'
import { rendererOf } from './render.ts'

/** Files to write. A file that is undefined is deleted. */
export type Edits = Readonly<Record<string, string | undefined>>

export function edit(folder: string, files: Edits): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path)
    if (text === undefined) rmSync(file)
    else {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
  }
}

export function commitAll(folder: string, files: Edits, message = 'Change'): string {
  edit(folder, files)
  git(folder, 'add', '--all')
  git(folder, 'commit', '--quiet', '--allow-empty', '--message', message)
  return git(folder, 'rev-parse', 'HEAD')
}

/** Creates a checkout whose `main` has some files. `change` is checked out, with some edits committed on it. */
export function changedRepo(before: Edits, edits: Edits): string {
  const folder = temporaryFolder()
  git(folder, 'init', '--quiet', '--initial-branch=main')
  commitAll(folder, before, 'Begin')
  git(folder, 'checkout', '--quiet', '-b', 'change')
  commitAll(folder, edits)
  return folder
}

/** The result of a diff, with the files that it wrote, and all output that a person can see as one text. */
export interface DiffOutcome {
  readonly report: Review
  readonly outputs: Readonly<Record<keyof typeof diffCommand.outputs, string>>
  readonly failure: string | undefined
  readonly everything: string
  app(name: string): AppChange
}

export const noRemoteSources: RemoteSources = {
  git: () => Promise.reject(inputError('nothing is fetched in this test')),
  chart: () => Promise.reject(inputError('nothing is fetched in this test')),
  artifact: () => Promise.reject(inputError('nothing is fetched in this test')),

  file: () => Promise.reject(inputError('nothing is fetched in this test')),
}

/** Returns the inputs as an entry point reads them, with defaults for those that are not given. */
export function diffValues(inputs: Readonly<Record<string, string>> = {}): DiffValues {
  const texts = new Map(Object.entries(inputs).map(([name, value]) => [name, [value]]))
  return readInputs(diffCommand.inputs, { texts, faults: [], label: (name) => `--${name}` })
}

/** Compares `change` with `main` in a checkout. */
export async function diffIn(
  folder: string,
  inputs: Readonly<Record<string, string>> = {},
  ports: Partial<DiffPorts> = {},
  remoteSources: RemoteSources = noRemoteSources,
): Promise<DiffOutcome> {
  const written = new Map<string, string>()
  const values = diffValues({ 'report-path': 'report', ...inputs })
  const result = await runDiff(values, {
    noun: 'pull request',
    addresses: 'https://github.com/acme/infra',
    base: 'main',
    isDefaultBranch: (branch) => branch === 'main',
    sides: (base) =>
      resolveSides(createGit({ environment: process.env, directory: folder }), {
        base,
        head: values.head,
        fetch: false,
      }),
    rendering: () => Promise.resolve({ renderer: rendererOf(4), remoteSources }),
    inventories: undefined,
    comments: () => Promise.resolve(undefined),
    readReport: (path) => Promise.resolve(readFileSync(path, 'utf8')),
    writeReport: (name, files) => {
      for (const [path, text] of files) written.set(path, text)
      return Promise.resolve(name)
    },
    runUrl: undefined,
    progress: () => undefined,
    now: () => 0,
    width: 100,
    ...ports,
  })
  const report = fromJson(written.get('report.json') ?? '')
  return {
    report,
    outputs: result.outputs,
    failure: result.failure?.message,
    everything: JSON.stringify([...written, result]),
    app: (name) => {
      const found = report.apps.filter(({ app }) => app.name === name)
      if (found.length !== 1 || !found[0])
        throw new Error(`${found.length} apps are ${name}: ${report.apps.map(({ app }) => app.name).join()}`)
      return found[0]
    },
  }
}
