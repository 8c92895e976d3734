/** Real git for tests: bare repositories in temporary folders, without the user's settings. */
import { execFileSync, spawn } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, onTestFinished } from 'vitest'
import { commitFiles, git, isolated } from './git-commits.ts'
import type { Files } from './git-commits.ts'

export { commitFiles, git, importInto } from './git-commits.ts'
export type { Files } from './git-commits.ts'

const folders: string[] = []

// This hook is at the top level because Vitest never calls an `afterAll` that a running test adds.
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** Creates a folder that is removed when the tests of this file are done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'test-'))
  folders.push(folder)
  return folder
}

/** Creates a bare repository whose `main` has these files. It allows partial clones, as servers do. */
export function bareRepository(files: Files = { 'README.md': 'hello\n' }): string {
  const repository = join(temporaryFolder(), 'infra.git')
  git(tmpdir(), 'init', '--quiet', '--bare', '--initial-branch=main', repository)
  appendFileSync(join(repository, 'config'), '[uploadpack]\n\tallowFilter = true\n')
  if (Object.keys(files).length > 0) commitFiles(repository, 'main', 'Begin', files)
  return repository
}

/** Installs a server-side hook. */
export function installHook(repository: string, name: string, script: string): void {
  const file = join(repository, 'hooks', name)
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o755)
}

/** Returns the content of a file in a commit. */
export function show(repository: string, revision: string, path: string): string {
  return git(repository, 'cat-file', 'blob', `${revision}:${path}`)
}

/** Returns the record of a pull request as it is on the remote. */
export function showRecord(repository: string, branch: string): unknown {
  return JSON.parse(git(repository, 'cat-file', 'blob', `refs/fairlead/pull-requests/${branch}`))
}

export interface GitSpy {
  /** The environment for Fairlead. The git on its PATH is the spy. */
  readonly environment: Record<string, string | undefined>
  /** Returns the arguments of each git process so far, including those that git itself started. */
  calls(): string[]
  forget(): void
}

/** Creates a wrapper of git that records the arguments of every call. */
export function spyOnGit(): GitSpy {
  const folder = temporaryFolder()
  const log = join(folder, 'calls')
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
  writeFileSync(log, '')
  writeFileSync(join(folder, 'git'), `#!/bin/sh\necho "$*" >> '${log}'\nexec '${real}' "$@"\n`, {
    mode: 0o755,
  })
  return {
    environment: { ...process.env, PATH: [folder, process.env['PATH']].join(delimiter) },
    calls: () => readFileSync(log, 'utf8').split('\n').filter(Boolean),
    forget: () => writeFileSync(log, ''),
  }
}

/**
 * Serves the repositories of a folder over HTTP until the test is over. Requests need the given `Authorization`
 * header, or none if it is undefined. Returns the URL of the folder.
 */
export async function serveGit(root: string, authorization: string | undefined): Promise<string> {
  const server = createServer((request, response) => {
    if (request.headers.authorization !== authorization) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end()
      return
    }
    const url = new URL(request.url ?? '/', 'http://localhost')
    const backend = spawn('git', ['http-backend'], {
      env: {
        ...isolated,
        GIT_PROJECT_ROOT: root,
        GIT_HTTP_EXPORT_ALL: '1',
        REMOTE_USER: 'tester',
        REQUEST_METHOD: request.method,
        PATH_INFO: decodeURIComponent(url.pathname),
        QUERY_STRING: url.search.slice(1),
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      },
    })
    request.pipe(backend.stdin)
    const chunks: Buffer[] = []
    backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    backend.on('close', () => {
      const answer = Buffer.concat(chunks)
      const end = answer.indexOf('\r\n\r\n')
      for (const line of answer.toString('latin1', 0, end).split('\r\n')) {
        const colon = line.indexOf(': ')
        const [name, value] = [line.slice(0, colon), line.slice(colon + 2)]
        if (name === 'Status') response.statusCode = Number.parseInt(value, 10)
        else response.setHeader(name, value)
      }
      response.end(answer.subarray(end + 4))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
