import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll } from 'vitest'
import { startFakeGitHub } from '../../fakes/github/index.ts'
import type { FakeGitHub, RepositoryHandle } from '../../fakes/github/index.ts'
import { git, temporaryFolder } from '../../support/git.ts'
import { runWorkflow } from './act.ts'
import type { ActOptions, ActRun } from './act.ts'

/** The token of the App that can write to the infra repo, and the token of the job. */
export const appToken = 'ghs_appToken_0123456789'
export const jobToken = 'ghs_jobToken_0123456789'

/** A fake GitHub with `acme/web`, which contains the code, and `acme/infra`, which is examples/infra. */
export class World {
  readonly github: FakeGitHub
  readonly web: RepositoryHandle
  readonly infra: RepositoryHandle

  private constructor(github: FakeGitHub, web: RepositoryHandle, infra: RepositoryHandle) {
    this.github = github
    this.web = web
    this.infra = infra
  }

  static async create(): Promise<World> {
    const github = await startFakeGitHub()
    github.addToken(appToken, { kind: 'app', login: 'bumper[bot]' })
    github.addToken(jobToken, { kind: 'actions', login: 'github-actions[bot]' })
    const write = { contents: 'write', pull_requests: 'write' } as const
    const web = await github.addRepository('acme/web', {
      files: { 'main.go': 'package main\n' },
      permissions: { [jobToken]: { contents: 'read' } },
    })
    const infra = await github.addRepository('acme/infra', {
      files: exampleInfra(),
      permissions: { [appToken]: write, [jobToken]: write },
    })
    return new World(github, web, infra)
  }

  /**
   * Runs a workflow for the tip of a repository, as the event `event` would. It fails if GitHub's contract is
   * violated.
   */
  async run(
    repository: RepositoryHandle,
    options: Pick<ActOptions, 'workflow' | 'event' | 'payload' | 'secrets'>,
  ): Promise<ActRun> {
    const checkout = temporaryFolder()
    git(checkout, 'clone', '--quiet', repository.directory, '.')
    git(checkout, 'remote', 'set-url', 'origin', repository.cloneUrl.replace(/\.git$/, ''))
    const run = await runWorkflow({
      ...options,
      checkout,
      github: this.github,
      secrets: { GITHUB_TOKEN: jobToken, DEPLOY_APP_KEY: appToken, ...options.secrets },
      variables: { DEPLOY_APP_CLIENT_ID: 'Iv1.0123456789abcdef' },
    })
    if (this.github.violations.length > 0) throw new Error(this.github.violations.join('\n'))
    return run
  }

  /** Returns the write requests since the last call, as operations. */
  writes(): string[] {
    return this.github.requests
      .splice(0)
      .filter(({ kind, method, operation }) =>
        kind === 'rest' ? method !== 'GET' : kind === 'graphql' && !readers.has(operation),
      )
      .map(({ operation }) => operation)
  }
}

const readers = new Set(['look', 'readFiles', 'historyOf'])

/** Returns a world for the tests of one file. */
export function useWorld(): () => World {
  let world: World | undefined
  beforeAll(async () => {
    world = await World.create()
  })
  afterAll(() => world?.github[Symbol.asyncDispose]())
  return () => {
    if (world === undefined) throw new Error('there is no world yet')
    return world
  }
}

function exampleInfra(): Record<string, string> {
  const folder = fileURLToPath(new URL('../../../examples/infra', import.meta.url))
  const paths = globSync('**/*.yaml', { cwd: folder })
  return Object.fromEntries(
    paths.map((path) => [path.replaceAll('\\', '/'), readFileSync(join(folder, path), 'utf8')]),
  )
}
