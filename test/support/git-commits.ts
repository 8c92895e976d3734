/** Real git for tests and for the bed, without the user's settings. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The environment of git: the human `Human`, and no settings except that automatic maintenance and fsync are off,
 * because test repositories are short-lived.
 */
export const isolated = {
  PATH: process.env['PATH'],
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Human',
  GIT_AUTHOR_EMAIL: 'human@example.com',
  GIT_COMMITTER_NAME: 'Human',
  GIT_COMMITTER_EMAIL: 'human@example.com',
  LC_ALL: 'C',
  GIT_CONFIG_COUNT: '2',
  GIT_CONFIG_KEY_0: 'maintenance.auto',
  GIT_CONFIG_VALUE_0: 'false',
  GIT_CONFIG_KEY_1: 'core.fsync',
  GIT_CONFIG_VALUE_1: 'none',
}

/** Runs git as the human `Human` and returns its trimmed output. */
export function git(directory: string, ...args: string[]): string {
  return execFileSync('git', args, {
    cwd: directory,
    env: isolated,
    encoding: 'utf8',
    stdio: 'pipe',
  }).trimEnd()
}

/** A file's content, or its mode and content: `['100755', '#!/bin/sh']`, `['120000', 'target']`. */
export type Files = Readonly<Record<string, string | readonly [mode: string, content: string]>>

/** Changes of files. A content may be binary, such as an archive; undefined deletes the file. */
export type FileChanges = Readonly<Record<string, Files[string] | Uint8Array | undefined>>

/** Commits files to a branch of a bare repository, without a worktree. Returns the commit's ID. */
export function commitFiles(repository: string, branch: string, message: string, files: FileChanges): string {
  const ref = `refs/heads/${branch}`
  const parts: (string | Uint8Array)[] = [
    `commit ${ref}\ncommitter Human <human@example.com> now\ndata <<.\n${message}\n.\n`,
  ]
  if (tipOf(repository, ref) !== undefined) parts.push(`from ${ref}^0\n`)
  for (const [path, file] of Object.entries(files)) {
    if (file === undefined) {
      parts.push(`D ${path}\n`)
      continue
    }
    const [mode, content] = Array.isArray(file) ? (file as [string, string]) : ['100644', file as string]
    const bytes = Buffer.from(content)
    parts.push(`M ${mode} inline ${path}\ndata ${bytes.length}\n`, bytes, '\n')
  }
  importInto(repository, Buffer.concat(parts.map((part) => Buffer.from(part))))
  return tipOf(repository, ref) ?? ''
}

/** Returns the commit of a ref, or undefined. Runs git only if refs are packed. */
function tipOf(repository: string, ref: string): string | undefined {
  const loose = join(repository, ref)
  if (existsSync(loose)) return readFileSync(loose, 'utf8').trim()
  if (!existsSync(join(repository, 'packed-refs'))) return undefined
  return git(repository, 'for-each-ref', '--format=%(objectname)', ref) || undefined
}

/** Imports a stream of commits into a repository. The stream may set a branch back. */
export function importInto(repository: string, stream: string | Uint8Array): void {
  execFileSync('git', ['fast-import', '--quiet', '--force', '--date-format=now'], {
    cwd: repository,
    env: isolated,
    input: stream,
  })
}
