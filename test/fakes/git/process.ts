/** Runs git on the fake's bare repositories, without the git configuration of the user that runs the tests. */
import { spawn } from 'node:child_process'

export const gitEnvironment: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
}

export class GitFailure extends Error {
  readonly code: number | null
  readonly stdout: Buffer

  constructor(args: readonly string[], code: number | null, stdout: Buffer, stderr: string) {
    super(`git ${args.join(' ')} ended with ${code}: ${stderr}`)
    this.code = code
    this.stdout = stdout
  }
}

export async function git(directory: string, args: readonly string[], input = ''): Promise<Buffer> {
  const child = spawn('git', args, { cwd: directory, env: gitEnvironment })
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  // git may exit before it has read all its input: the exit code explains why, the broken pipe does not.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (code !== 0) throw new GitFailure(args, code, Buffer.concat(stdout), Buffer.concat(stderr).toString())
  return Buffer.concat(stdout)
}
