/** The git server of a bed and its repositories. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { commitFiles, git } from '../support/git-commits.ts'
import type { FileChanges, Files } from '../support/git-commits.ts'
import { answers } from './cluster.ts'
import type { Part } from './parts.ts'
import { freePorts } from './ports.ts'
import type { Workshop } from './workshop.ts'

/** A repository that controllers can read and tests can write. */
export interface Repository {
  /** The address for controllers: `http://127.0.0.1:41234/infra.git`. */
  readonly url: string
  /** The path of the bare repository. */
  readonly folder: string
  /** Returns the current commit of `main`. */
  head(): string
  /** Commits files to a branch (default: `main`) and returns the commit's id. */
  commit(files: FileChanges, branch?: string): string
}

export interface GitServer {
  readonly part: Part
  /** `http://127.0.0.1:41234` */
  readonly url: string
  /** Creates a repository with these files on `main`. */
  create(name: string, files: Files): Repository
}

export async function startGitServer(shop: Workshop): Promise<GitServer> {
  const root = shop.folderOf('git')
  const [port = 0] = await freePorts(1)
  const url = `http://127.0.0.1:${port}`
  const part = await shop.start('git', {
    command: [process.execPath, fileURLToPath(new URL('git-server.ts', import.meta.url)), root, String(port)],
    ready: () => answers(`${url}/healthz`),
  })
  const create = (name: string, files: Files): Repository => {
    const folder = join(root, `${name}.git`)
    mkdirSync(folder)
    git(folder, 'init', '--quiet', '--bare', '--initial-branch=main')
    git(folder, 'config', 'uploadpack.allowFilter', 'true')
    git(folder, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
    const commit = (changed: FileChanges, branch = 'main') => commitFiles(folder, branch, 'Change', changed)
    commit(files)
    return { url: `${url}/${name}.git`, folder, commit, head: () => git(folder, 'rev-parse', 'main') }
  }
  return { part, url, create }
}
