/**
 * A Gitea: a real forge, for behaviour that only a real one can show. It is only for tests, because Fairlead does not
 * support Gitea.
 */
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { answers } from './cluster.ts'
import type { Part } from './parts.ts'
import { freePorts } from './ports.ts'
import { run } from './run.ts'
import type { Workshop } from './workshop.ts'

/** The password of every account. The server is reachable over loopback only. */
const password = 'of-the-bed'
/** The first account, which has all permissions. */
export const giteaAdmin = 'root'

/** An answer of its API. */
export interface GiteaAnswer {
  readonly status: number
  // The shape depends on the request, which each test knows.
  // eslint-disable-next-line typescript/no-explicit-any
  readonly body: any
}

export interface Gitea {
  readonly part: Part
  /** `http://127.0.0.1:41234` */
  readonly url: string
  /** Returns the credentials of an account: the value of the header `Authorization`. */
  authorization(account: string): string
  /** Sends one request to its API, by path: `/repos/acme/infra/pulls`. */
  request(
    account: string,
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<GiteaAnswer>
  /** Creates an account without special permissions. */
  addAccount(name: string): Promise<void>
}

/** Starts a Gitea with its own database and the account `giteaAdmin`. */
export async function startGitea(shop: Workshop): Promise<Gitea> {
  const [port = 0] = await freePorts(1)
  const url = `http://127.0.0.1:${port}`
  const folder = shop.folderOf('gitea')
  const config = join(folder, 'app.ini')
  writeFileSync(config, settings({ url, port, folder, assets: shop.built.asset('gitea') }))
  const program = shop.built.program('gitea')
  const env = { GITEA_WORK_DIR: folder }
  const part = await shop.start('gitea', {
    command: [program, 'web', '--config', config],
    ready: () => answers(`${url}/api/healthz`),
    env,
  })
  const account = ['--username', giteaAdmin, '--password', password, '--email', `${giteaAdmin}@example.com`]
  await run(
    program,
    ['admin', 'user', 'create', '--admin', '--must-change-password=false', ...account, '--config', config],
    { env: shop.environment(env) },
  )
  const authorization = (name: string) => `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`
  const request: Gitea['request'] = async (name, method, path, body) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: authorization(name), 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    const isJson = answer.headers.get('content-type')?.includes('json') === true
    return { status: answer.status, body: isJson && text !== '' ? JSON.parse(text) : text }
  }
  const addAccount = async (name: string) => {
    const user = { username: name, password, email: `${name}@example.com`, must_change_password: false }
    const { status, body } = await request(giteaAdmin, 'POST', '/admin/users', user)
    if (status !== 201) throw new Error(`Gitea made no account ${name}: ${status} ${JSON.stringify(body)}`)
  }
  return { part, url, authorization, request, addAccount }
}

interface Place {
  readonly url: string
  readonly port: number
  readonly folder: string
  readonly assets: string
}

/**
 * Returns the configuration. It turns off everything that sends messages, calls other servers or runs on a schedule.
 */
function settings({ url, port, folder, assets }: Place): string {
  const secret = () => randomBytes(32).toString('base64url')
  return `RUN_MODE = prod
I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true
WORK_PATH = ${folder}
[server]
HTTP_ADDR = 127.0.0.1
HTTP_PORT = ${port}
ROOT_URL = ${url}/
STATIC_ROOT_PATH = ${assets}
OFFLINE_MODE = true
DISABLE_SSH = true
LFS_START_SERVER = false
[database]
DB_TYPE = sqlite3
[repository]
DEFAULT_BRANCH = main
[security]
INSTALL_LOCK = true
SECRET_KEY = ${secret()}
INTERNAL_TOKEN = ${secret()}
PASSWORD_HASH_ALGO = pbkdf2_v1
[oauth2]
ENABLED = false
[service]
DISABLE_REGISTRATION = true
[session]
PROVIDER = memory
[queue]
TYPE = channel
[indexer]
ISSUE_INDEXER_TYPE = db
[actions]
ENABLED = false
[packages]
ENABLED = false
[cron]
ENABLED = false
[log]
MODE = console
LEVEL = Info
`
}
