import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ProposalPorts } from '../../src/commands/proposals.ts'
import { pullRequestCommand, runPullRequest } from '../../src/commands/pull-request.ts'
import { runUpdate, updateCommand } from '../../src/commands/update.ts'
import { openLocalForge } from '../../src/forge/local/local-forge.ts'
import { openCheckout } from '../../src/git/checkout.ts'
import { between, collect, complainer, notClear } from '../support/faults.ts'
import { bareRepository, commitFiles, git, serveGit, temporaryFolder } from '../support/git.ts'
import { portsOf, steady, valuesOf } from '../support/ports.ts'

/** A step that runs in its own process, with the git on this PATH. */
type Step = (address: string, path?: string) => Promise<unknown>

interface Scenario {
  readonly name: string
  /** True to use http, so that objects have to be fetched. */
  readonly isRemote?: boolean
  readonly start?: (repository: string) => Promise<void>
  readonly step: Step
}

const authorization = `Basic ${Buffer.from('x:secret').toString('base64')}`

async function withPorts<T>(
  repository: string,
  path: string | undefined,
  work: (ports: ProposalPorts) => Promise<T>,
): Promise<T> {
  const environment = path === undefined ? process.env : { ...process.env, PATH: path }
  const forge = await openLocalForge({
    repository,
    environment,
    ...(repository.startsWith('http') && { authorization }),
  })
  try {
    return await work(portsOf(forge, { pace: steady }))
  } finally {
    await forge.close()
  }
}

const update =
  (tag: string, more: Record<string, string> = {}): Step =>
  (repository, path) =>
    withPorts(repository, path, (ports) => {
      const given = { 'values-file': 'values.yaml', key: 'image.tag', 'image-tag': tag, ...more }
      return runUpdate(valuesOf(updateCommand.inputs, { forge: 'local', repository, ...given }), ports)
    })

const pullRequest: Step = (repository, path) =>
  withPorts(repository, path, (ports) =>
    runPullRequest(valuesOf(pullRequestCommand.inputs, { forge: 'local', repository }), {
      ...ports,
      checkout: { ...openCheckout(temporaryFolder(), process.env), changes: () => Promise.resolve(changes) },
    }),
  )
const changes = [
  { path: 'new.yaml', content: Buffer.from('x: 1\n'), mode: '100644' as const, before: undefined },
]

const values = 'image:\n  tag: 1.0.0\n'
const elsewhere = (repository: string) => commitFiles(repository, 'main', 'Elsewhere', { README: 'new\n' })

const scenarios: readonly Scenario[] = [
  { name: 'an update that opens a pull request', step: update('1.2.0') },
  {
    name: 'an update that refreshes its pull request on a moved base, by http',
    isRemote: true,
    async start(repository) {
      await update('1.2.0')(repository)
      elsewhere(repository)
    },
    step: update('1.3.0'),
  },
  {
    name: 'an update that the base has',
    async start(repository) {
      await update('1.2.0')(repository)
      commitFiles(repository, 'main', 'By hand', { 'values.yaml': values.replace('1.0.0', '1.2.0') })
    },
    step: update('1.2.0', { 'delete-branch': 'true' }),
  },
  {
    name: 'an update that replaces an older pull request',
    start: async (repository) => void (await update('1.2.0', { branch: 'bump/web' })(repository)),
    step: update('1.3.0', { 'delete-branch': 'true' }),
  },
  { name: 'an update that pushes', step: update('1.2.0', { method: 'push' }) },
  { name: 'a pull request for a checkout', step: pullRequest },
]

interface Stored {
  readonly state: string
  readonly title: string
  readonly body: string
  readonly base: string
  readonly comments: readonly { readonly body: string }[]
}

/** Returns everything in the repository that a person can see, without ids and times. */
function stateOf(repository: string): Record<string, unknown> {
  const branches: Record<string, unknown> = {}
  const records: Record<string, unknown> = {}
  const others: string[] = []
  for (const ref of git(repository, 'for-each-ref', '--format=%(refname)').split('\n')) {
    const branch = /^refs\/heads\/(.*)/.exec(ref)?.[1]
    const record = /^refs\/fairlead\/pull-requests\/(.*)/.exec(ref)?.[1]
    if (branch !== undefined) branches[branch] = git(repository, 'log', '--format=%T %an %B', ref)
    else if (record === undefined) others.push(ref)
    else {
      const { state, title, body, base, comments } = JSON.parse(
        git(repository, 'cat-file', 'blob', ref),
      ) as Stored
      records[record] = { state, title, body, base, comments: comments.map((one) => one.body).join('; ') }
    }
  }
  return { branches, records, others }
}

/** The git commands that use the remote. */
const network = 'ls-remote | fetch | push'

/**
 * Creates a git that fails at the given call to the remote: `fails` before it does anything, `lost` after it has done
 * all of it, and `killed` together with everything that follows. If `how` is undefined, it only counts the calls.
 */
function brokenGit(at: number, how?: 'fails' | 'lost' | 'killed') {
  const folder = temporaryFolder()
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
  const calls = join(folder, 'calls')
  const die = `echo 'fatal: Connection reset by peer' >&2; exit 128`
  const cases = { fails: die, lost: `'${real}' "$@" >/dev/null 2>&1; ${die}`, killed: '' }
  writeFileSync(
    join(folder, 'git'),
    `#!/bin/sh
n=$(wc -l < '${calls}')
[ '${how ?? ''}' = killed ] && [ "$n" -ge ${at + 1} ] && { ${die}; }
case "$1" in ${network}) echo "$1" >> '${calls}';; *) exec '${real}' "$@";; esac
[ "$n" -eq ${at} ] && { ${how === undefined ? ':' : cases[how] || ':'}; }
exec '${real}' "$@"
`,
    { mode: 0o755 },
  )
  writeFileSync(calls, '')
  return {
    path: `${folder}:${process.env['PATH']}`,
    calls: () => readFileSync(calls, 'utf8').split('\n').filter(Boolean),
  }
}

describe.each(scenarios)('$name', (scenario) => {
  let template: string
  let end: Record<string, unknown>
  let calls: readonly string[]
  const begin = () => {
    const folder = temporaryFolder()
    const repository = join(folder, 'infra.git')
    cpSync(template, repository, { recursive: true })
    return { folder, repository }
  }
  const addressOf = async ({ folder, repository }: ReturnType<typeof begin>) =>
    scenario.isRemote === true ? `${await serveGit(folder, authorization)}/infra.git` : repository
  /** Ports differ from run to run, so the address is replaced. */
  const stateIn = (place: ReturnType<typeof begin>, address: string) =>
    JSON.parse(JSON.stringify(stateOf(place.repository)).replaceAll(address, 'infra')) as Record<
      string,
      unknown
    >

  beforeAll(async () => {
    template = bareRepository({ 'values.yaml': values })
    await scenario.start?.(template)
  })

  it('is the same after a second run', async () => {
    const place = begin()
    const address = await addressOf(place)
    const before = stateIn(place, address)
    const spy = brokenGit(-1)
    await scenario.step(address, spy.path)
    calls = spy.calls()
    end = stateIn(place, address)
    expect(end).not.toEqual(before)
    expect(end['others']).toEqual([])
    expect(calls.length).toBeGreaterThan(1)
    await scenario.step(address)
    expect(stateIn(place, address)).toEqual(end)
  })

  it.each(['fails', 'lost', 'killed'] as const)('ends the same where a call is %s', async (how) => {
    const failures = await collect(
      calls.map((_, i) => i),
      async (index) => {
        const name = `${how} at ${index + 1} ${calls[index]}`
        const complain = complainer(name)
        const place = begin()
        const address = await addressOf(place)
        const start = stateIn(place, address)
        const broken = brokenGit(index, how)
        const result = await scenario.step(address, broken.path).then(
          () => undefined,
          (thrown: unknown) => ({ thrown }),
        )
        if (result !== undefined && how !== 'killed') complain.about(notClear(result.thrown, 'secret'))
        const state = stateIn(place, address)
        complain.about(between(result === undefined ? end : start, state, end))
        await scenario.step(address)
        complain.about(between(end, stateIn(place, address), end).map((one) => `then ${one}`))
        return complain.sentences
      },
    )
    expect(failures).toEqual([])
  })
})
