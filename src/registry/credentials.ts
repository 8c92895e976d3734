import type * as v from 'valibot'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inputError } from '../errors.ts'
import { parseJsonAnswer } from '../shapes/answer.ts'
import { LoginsFile } from './answers.ts'
import type { Login } from './answers.ts'
import type { Credentials, Environment } from './credential.ts'
import { askHelper } from './helper.ts'

/** A configuration file or variable that contains credentials. */
interface Configuration extends v.InferOutput<typeof LoginsFile> {
  readonly source: string
}

/** docker's name for Docker Hub. */
const dockerHub = 'https://index.docker.io/v1/'

/**
 * Finds the credentials for a repository in the configuration of docker and podman. The first of these sources that
 * has credentials is used: DOCKER_AUTH_CONFIG (the text of a configuration, as GitLab's runners set it), the file of
 * REGISTRY_AUTH_FILE, docker's `config.json`, podman's `auth.json`.
 *
 * Rules: docker/cli cli/config, docker/docker-credential-helpers, containers/image docs/containers-auth.json.5.md
 *
 * @param registry as it appears in image names: `docker.io`, `ghcr.io`, `localhost:5000`
 * @param path the repository in it; podman may have credentials for a part of a registry
 * @throws FairleadError (input) if a configuration cannot be read, or a credential helper fails
 */
export async function findCredentials(
  registry: string,
  path: string,
  environment: Environment,
): Promise<Credentials | undefined> {
  for await (const configuration of configurations(environment)) {
    const found = await credentialsIn(configuration, registry, path, environment)
    if (found) return found
  }
  return undefined
}

async function* configurations(environment: Environment): AsyncGenerator<Configuration> {
  const get = (name: string) => environment[name] || undefined
  const text = get('DOCKER_AUTH_CONFIG')
  if (text !== undefined) yield readConfiguration(text, 'DOCKER_AUTH_CONFIG')
  const named = get('REGISTRY_AUTH_FILE')
  if (named !== undefined) yield await readNamed(named)
  const home = get('HOME') ?? get('USERPROFILE')
  const docker = get('DOCKER_CONFIG') ?? (home === undefined ? undefined : join(home, '.docker'))
  const runtime = get('XDG_RUNTIME_DIR')
  const files = [
    docker === undefined ? undefined : join(docker, 'config.json'),
    runtime === undefined ? undefined : join(runtime, 'containers', 'auth.json'),
  ]
  for (const file of files) {
    const content = file === undefined ? undefined : await readIfThere(file)
    if (file !== undefined && content !== undefined) yield readConfiguration(content, file)
  }
}

async function readNamed(file: string): Promise<Configuration> {
  const content = await readIfThere(file)
  if (content === undefined)
    throw inputError(`the file ${JSON.stringify(file)} of REGISTRY_AUTH_FILE does not exist`, {
      hint: 'Log in with podman login, or unset the variable.',
    })
  return readConfiguration(content, file)
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw unusable(file, message)
  }
}

function readConfiguration(text: string, source: string): Configuration {
  const content = parseJsonAnswer(LoginsFile, text, 'the whole')
  if ('fault' in content) throw unusable(source, content.fault)
  return { source, ...content.data }
}

async function credentialsIn(
  { source, auths, credHelpers, credsStore }: Configuration,
  registry: string,
  path: string,
  environment: Environment,
): Promise<Credentials | undefined> {
  const server = registry === 'docker.io' ? dockerHub : registry
  const own = [...credHelpers].find(([key]) => nameOf(key) === registry)
  const helper = own?.[1] ?? credsStore
  if (helper !== '') {
    const found = await askHelper(helper, own?.[0] ?? server, { environment, source })
    if (found) return found
  }
  for (const name of namesFor(registry, path)) {
    const entry = [...auths].find(([key]) => nameOf(key) === name)
    const found = entry && readEntry(entry[1], source, entry[0])
    if (found) return found
  }
  return undefined
}

/**
 * Returns the names that credentials may have, the most specific first: `ghcr.io/acme/web`, `ghcr.io/acme`,
 * `ghcr.io`.
 */
function namesFor(registry: string, path: string): string[] {
  const parts = path.split('/')
  return [...parts.keys()]
    .map((i) => `${registry}/${parts.slice(0, parts.length - i).join('/')}`)
    .concat(registry)
}

/**
 * Returns the key of a configuration as it appears in image names: no scheme, no API version, one name for Docker
 * Hub.
 */
function nameOf(key: string): string {
  return key
    .replace(/^https?:\/\//i, '')
    .replace(/\/(v[12]\/?)?$/, '')
    .replace(/^(index|registry-1)\.docker\.io(?=\/|$)/, 'docker.io')
}

/**
 * Reads an entry of `auths`. Returns undefined if it is empty, as docker leaves it if a credential helper stores the
 * secret.
 */
function readEntry(entry: Login, source: string, key: string): Credentials | undefined {
  const auth = entry.auth || undefined
  const [identityToken, registryToken] = [entry.identitytoken || undefined, entry.registrytoken || undefined]
  const decoded = auth === undefined ? undefined : Buffer.from(auth, 'base64').toString('utf8')
  const colon = decoded?.indexOf(':') ?? -1
  if (decoded !== undefined && colon < 1)
    throw unusable(source, `"auth" of ${JSON.stringify(key)} is not base64 of user:password`)
  // Old versions of docker pad the password with NUL bytes, and docker removes them when it reads the password.
  const username = colon < 1 ? entry.username || undefined : decoded?.slice(0, colon)
  const password = colon < 1 ? entry.password : decoded?.slice(colon + 1).replace(/(?<!\0)\0+$/, '')
  if (identityToken === undefined && registryToken === undefined && !password) return undefined
  return { username, password: password || undefined, identityToken, registryToken, source }
}

function unusable(source: string, why: string) {
  return inputError(`the registry credentials of ${source} cannot be read: ${why}`, {
    hint: 'Log in again to rewrite them.',
  })
}
