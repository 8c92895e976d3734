import { realpathSync, statSync } from 'node:fs'
import { delimiter, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { checkoutAround } from '../files/way.ts'

/** Variables in which the steps of a job name the files where they left credentials: one file, or several. */
const FILES = [
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AZURE_FEDERATED_TOKEN_FILE',
  'CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE',
  'GOOGLE_APPLICATION_CREDENTIALS',
  'GOOGLE_GHA_CREDS_PATH',
  'KUBECONFIG',
  'NETRC',
  'NPM_CONFIG_USERCONFIG',
  'REGISTRY_AUTH_FILE',
  'SOPS_AGE_KEY_FILE',
  'TF_CLI_CONFIG_FILE',
  'VAULT_TOKEN_PATH',
] as const

/** Variables that name a folder with credentials in it. */
const FOLDERS = [
  'AWS_CONFIG_DIR',
  'AZURE_CONFIG_DIR',
  'CLOUDSDK_CONFIG',
  'DOCKER_CONFIG',
  'GNUPGHOME',
  'HELM_REGISTRY_CONFIG',
] as const

/** Other variables with a similar name count if they name an existing file. */
const SOUNDS_SECRET =
  /^(?!INPUT_|FAIRLEAD_|GITHUB_|RUNNER_|CI_)(?!.*PUBLIC)(?=.*(?:CRED|TOKEN|SECRET|PASSW|PRIVATE|AUTH|KEY|KUBECONFIG|NETRC|PGPASS))(?:.*(?:FILE|PATH|CONFIG|CREDS?|CREDENTIALS))$/i

/**
 * Names of files that contain only credentials. A reused workspace has such files from earlier jobs, which no
 * variable names any more.
 */
const NAMES: readonly (readonly [name: RegExp, whose: string])[] = [
  [/^gha-creds-[0-9a-f]{8,}\.json$/, 'google-github-actions/auth'],
]

/** A file or folder of a checkout that holds credentials of the job, and the variable that names it. */
export interface CredentialPlace {
  /** Relative to the root of the checkout, with `/`. A folder includes everything below it. */
  readonly path: string
  readonly variable: string
}

/**
 * Returns the locations in a checkout where the job's own steps left credentials. None of them may be proposed for
 * Git.
 *
 * @param folder a folder in the checkout
 */
export function credentialPlaces(
  environment: Readonly<Record<string, string | undefined>>,
  folder: string,
): CredentialPlace[] {
  const top = checkoutAround(resolve(folder)) ?? folder
  const places: CredentialPlace[] = []
  const known = new Set<string>([...FILES, ...FOLDERS])
  const others = Object.keys(environment).filter(
    (name) => !known.has(name.toUpperCase()) && SOUNDS_SECRET.test(name) && isFile(top, environment[name]),
  )
  for (const variable of [...known, ...others])
    for (const text of (environment[variable] ?? environment[variable.toLowerCase()] ?? '').split(
      delimiter,
    )) {
      if (text === '') continue
      const path = relative(realOf(top), realOf(resolve(top, text)))
      // The root itself would exclude everything. In this case the location of the credentials is not known.
      if (path === '' || path.startsWith('..') || isAbsolute(path)) continue
      places.push({ path: path.split(sep).join('/'), variable })
    }
  return places
}

/**
 * Returns why a file holds credentials, as half a sentence: it is one of these locations or below one, or has the
 * name of such a file. Otherwise returns undefined.
 */
export function credentialOf(path: string, places: readonly CredentialPlace[]): string | undefined {
  const place = places.find((one) => path === one.path || path.startsWith(`${one.path}/`))
  if (place) return `${place.variable} points to it as credentials of this job`
  const name = path.slice(path.lastIndexOf('/') + 1)
  const whose = NAMES.find(([pattern]) => pattern.test(name))?.[1]
  return whose === undefined
    ? undefined
    : `it has the name of the credentials file that ${whose} creates for a job`
}

function isFile(top: string, path: string | undefined): boolean {
  if (path === undefined || path === '' || path.length > 4096) return false
  return statSync(resolve(top, path), { throwIfNoEntry: false })?.isFile() === true
}

/** Returns the path with symbolic links resolved as far as the path exists. */
function realOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(realOf(parent), path.slice(parent.length).replace(/^[\\/]/, ''))
  }
}
