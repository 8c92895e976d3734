import { spawn } from 'node:child_process'
import { inputError } from '../errors.ts'
import { inheritedVariables, variablesOfHelper } from '../git/inherited.ts'
import { parseJsonAnswer } from '../shapes/answer.ts'
import { HelperAnswer } from './answers.ts'
import type { Credentials, Environment } from './credential.ts'

export interface HelperOptions {
  /** The environment of the helper; the helper is looked up on its PATH. */
  readonly environment: Environment
  /** The configuration that names the helper, for messages. */
  readonly source: string
  /** The timeout in milliseconds. */
  readonly timeout?: number
}

/** A part of a file name, not a path. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
/** The message that docker itself reads as "no credentials". */
const none = /credentials not found/i
const outputLimit = 1024 * 1024

/**
 * Asks a credential helper of docker, such as `ecr-login`, for the credentials of a registry: runs
 * `docker-credential-<name> get` with the server on its standard input.
 *
 * Protocol: https://github.com/docker/docker-credential-helpers#development
 *
 * @returns undefined if the helper has no credentials
 * @throws FairleadError (input) if the helper does not exist or fails
 */
export async function askHelper(
  name: string,
  server: string,
  { environment, source, timeout = 30_000 }: HelperOptions,
): Promise<Credentials | undefined> {
  if (!NAME.test(name))
    throw inputError(`${source} names an invalid credential helper: ${JSON.stringify(name)}`, {
      hint: 'Use the last part of the program name: ecr-login for docker-credential-ecr-login.',
    })
  const program = `docker-credential-${name}`
  const { code, stdout, failure } = await run(program, server, environment, timeout)
  if (failure !== undefined)
    throw inputError(`cannot run ${program}, which ${source} names for ${server}: ${failure}`, {
      hint: 'Install it, or log in without it.',
    })
  if (code !== 0) {
    if (none.test(stdout)) return undefined
    // On failure, the protocol puts the message on the standard output; a secret is there only on success.
    const words = stdout.replaceAll(/\s+/g, ' ').trim().slice(0, 200)
    throw inputError(`${program}, which ${source} names for ${server}, failed${words && `: ${words}`}`, {
      hint: 'Log in again.',
    })
  }
  return read(stdout, program, source)
}

function read(stdout: string, program: string, source: string): Credentials | undefined {
  const answer = parseJsonAnswer(HelperAnswer, stdout)
  if ('fault' in answer)
    throw inputError(
      `the credentials from ${program}, which ${source} names, cannot be read: ${answer.fault}`,
      { hint: 'Its answer must be JSON with Username and Secret.' },
    )
  const { Username: username, Secret: secret } = answer.data
  if (secret === '') return undefined
  const from = `${program} (${source})`
  return username === '<token>'
    ? { identityToken: secret, source: from }
    : { username, password: secret, source: from }
}

interface Outcome {
  readonly code: number | null
  readonly stdout: string
  /** The reason that the helper could not run to its end. */
  readonly failure: string | undefined
}

function run(program: string, input: string, environment: Environment, timeout: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(program, ['get'], {
      // The helper gets no token of the job, only the variables of the service that it is named for.
      env: inheritedVariables(environment, variablesOfHelper(program.replace(/^docker-credential-/, ''))),
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    })
    let stdout = ''
    let failure: string | undefined
    const stop = (why: string) => {
      failure ??= why
      child.kill('SIGKILL')
      // A child process of the helper may hold the pipe open.
      child.stdout.destroy()
    }
    const timer = setTimeout(() => stop(`it took longer than ${timeout / 1000} s`), timeout)
    const end = (code: number | null) => {
      clearTimeout(timer)
      resolve({ code, stdout, failure })
    }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      if (stdout.length > outputLimit) stop('its output is too long')
    })
    child.once('error', (error: NodeJS.ErrnoException) => {
      failure ??= error.code === 'ENOENT' ? 'it is not on the PATH' : error.message
      end(null)
    })
    child.once('close', end)
    child.stdin.once('error', () => {}) // The helper may exit without reading it.
    child.stdin.end(input)
  })
}
