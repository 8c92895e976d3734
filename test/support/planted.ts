/** Checkouts for attacks on git: they contain a program that must not run, and settings that would run it. */
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createGit } from '../../src/git/git.ts'
import { resolveSides } from '../../src/git/sides.ts'
import type { Sides } from '../../src/git/sides.ts'
import { commitFiles, git, temporaryFolder } from './git.ts'

export interface Trap {
  /** The program's path. */
  readonly program: string
  hasRun(): boolean
}

/** Creates a program that leaves a trace and passes on its input. */
export function trap(folder = temporaryFolder(), name = 'trap'): Trap {
  const [program, trace] = [join(folder, name), join(folder, `${name}.has-run`)]
  mkdirSync(folder, { recursive: true })
  writeFileSync(program, `#!/bin/sh\necho "$@" >> '${trace}'\ntimeout 1 cat\n`)
  chmodSync(program, 0o755)
  return { program, hasRun: () => existsSync(trace) }
}

export interface Planted {
  /** The server's repository. */
  readonly origin: string
  /** The checkout, with `change` checked out. */
  readonly ws: string
  /** The home directory of the job's user, which is empty. */
  readonly home: string
  readonly environment: Record<string, string | undefined>
}

/**
 * Creates a clone in which both `main` and `change` have changed `a.yaml`, in different lines.
 *
 * @param options of `git clone`
 */
export function planted(options: readonly string[] = []): Planted {
  const folder = temporaryFolder()
  const [origin, ws, home] = [join(folder, 'origin.git'), join(folder, 'ws'), join(folder, 'home')]
  mkdirSync(home)
  git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', origin)
  git(origin, 'config', 'uploadpack.allowFilter', 'true')
  git(origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
  const lines = ['top: 1', ...Array.from({ length: 10 }, (_, i) => `line${i}: 1`), 'end: 1']
  const text = (changes: Readonly<Record<number, string>>) =>
    `${lines.map((line, i) => changes[i] ?? line).join('\n')}\n`
  commitFiles(origin, 'main', 'Begin', { 'a.yaml': text({}), 'b.yaml': 'b: 1\n' })
  git(origin, 'branch', 'change', 'main')
  commitFiles(origin, 'main', 'Go on', { 'a.yaml': text({ 0: 'top: 2' }) })
  commitFiles(origin, 'change', 'Change', { 'a.yaml': text({ 11: 'end: 2' }), 'b.yaml': 'b: 2\n' })
  git(folder, 'clone', '--quiet', '--branch', 'change', ...options, `file://${origin}`, ws)
  const environment = { PATH: process.env['PATH'], HOME: home, GIT_CONFIG_NOSYSTEM: '1' }
  return { origin, ws, home, environment }
}

/** Writes a file, and creates its parent folders. */
export function plant(folder: string, path: string, text: string): string {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}

/** Reads all files of both sides that `diff` compares in the checkout. */
export async function look(
  { ws, environment }: Pick<Planted, 'ws' | 'environment'>,
  options: { readonly base?: string; readonly head?: string; readonly fetch?: boolean } = {},
): Promise<{
  readonly sides: Sides
  text(side: 'base' | 'head', path: string): Promise<string | undefined>
}> {
  const sides = await resolveSides(createGit({ directory: ws, environment }), {
    base: 'main',
    fetch: true,
    ...options,
  })
  const text = async (side: 'base' | 'head', path: string) => {
    const file = (await sides[side].tree.read([path])).get(path)
    return file && Buffer.from(file.content).toString()
  }
  await text('base', 'a.yaml')
  await text('head', 'a.yaml')
  return { sides, text }
}
