/** A project on the fake GitLab with a gate for production, and one merge request that changes it. */
import { gateWith } from '../../src/entries/wire/gate.ts'
import type { Defences } from '../../src/entries/wire/gate.ts'
import { gateChecks } from '../../src/forge/gitlab/approvals/approvals.ts'
import { startFakeGitLab } from '../fakes/gitlab/index.ts'
import type { FakeGitLab, ProjectHandle, ProjectOptions } from '../fakes/gitlab/index.ts'
import type { Gate, NewGate } from '../fakes/gitlab/waiting.ts'
import { git, temporaryFolder } from './git.ts'
import { realTools } from './helm.ts'
import { runWired } from './wired.ts'
import { answerOf, app, except, gatedFiles, reportOf, rulesExcept } from './gated.ts'
import type { Answer } from './gated.ts'

export const GATE_TOKEN = 'glpat-gate-0123456789'
const ANN = 'glpat-ann-0123456789'

export interface GatedProject extends AsyncDisposable {
  readonly fake: FakeGitLab
  readonly project: ProjectHandle
  /** A clone with `main` checked out, as in a pipeline of the default branch. */
  readonly folder: string
  readonly request: number
  /** Returns the digest from the pipeline's plan. */
  plan(inputs?: Inputs): Promise<string>
  /** Runs `diff` in a separate job and returns the path of its report. */
  report(): Promise<string>
  /** Starts a pipeline whose gate job bob has run, and returns its gate. */
  approved(more?: Partial<NewGate> & { readonly by?: string }): Gate
  gate(gate: Gate, inputs?: Inputs, more?: Defences, variables?: Inputs): Promise<Answer>
  checkSetup(inputs?: Inputs): Promise<readonly Found[]>
  /** Pushes changes to the branch of the merge request. */
  push(changes: Readonly<Record<string, string | null>>, author: string): Promise<string>
  /** Updates the clone from GitLab. */
  fetch(): void
}

export interface Found {
  readonly check: string
  readonly word: string
  readonly message: string
  readonly cure: string | null
}

type Inputs = Readonly<Record<string, string>>

export interface GatedOptions extends ProjectOptions {
  readonly tier?: 'free' | 'premium' | 'ultimate'
  /** The version of GitLab. */
  readonly version?: string
  /** The role of the gate's own token. Default: Maintainer. */
  readonly role?: 'developer' | 'maintainer' | 'reporter'
  /** The scopes of the gate's own token. Default: `read_api`. Merging requires `api`. */
  readonly scopes?: readonly ('api' | 'read_api')[]
}

/** The recommended setting: nobody may set pipeline variables. */
export const restricted = { ciPipelineVariablesMinimumOverrideRole: 'no_one_allowed' } as const

export async function gatedProject(options: GatedOptions = {}): Promise<GatedProject> {
  const { tier = 'free', role = 'maintainer', scopes = ['read_api'], version, ...rest } = options
  const fake = await startFakeGitLab({ tier, ...(version && { version }) })
  fake.addToken(GATE_TOKEN, {
    kind: 'project',
    username: 'gate',
    roles: { 'acme/infra': role },
    scopes,
  })
  fake.addToken(ANN, { username: 'ann', roles: { 'acme/infra': 'developer' } })
  const project = await fake.addProject('acme/infra', {
    environments: ['prod'],
    ...restricted,
    members: { ann: 'developer', bob: 'maintainer', cid: 'maintainer', eve: 'developer' },
    ...rest,
    files: { ...gatedFiles, ...rest.files },
  })
  const push: GatedProject['push'] = (changes, author) =>
    project.push('change', changes, { author, message: `By ${author}` })
  await push({ 'argocd/web.yaml': app('web', 'prod', '2') }, 'ann')
  const request = await openRequest(fake)
  const folder = temporaryFolder()
  git(folder, 'clone', '--quiet', project.directory, '.')
  git(folder, 'remote', 'set-url', 'origin', project.cloneUrl)
  const fetch = () =>
    void git(folder, 'fetch', '--quiet', project.directory, '+refs/heads/*:refs/remotes/origin/*')
  const helm = { 'helm-path': realTools(4).helm }
  const environment = {
    PATH: process.env['PATH'],
    GITLAB_CI: 'true',
    CI_SERVER_URL: fake.serverUrl,
    CI_API_V4_URL: fake.apiUrl,
    CI_PROJECT_PATH: 'acme/infra',
    CI_PROJECT_URL: `${fake.serverUrl}/acme/infra`,
    CI_DEFAULT_BRANCH: 'main',
    CI_COMMIT_BRANCH: 'main',
    CI_PIPELINE_SOURCE: 'web',
  }
  const usual = { forge: 'gitlab', environment: 'prod', repository: 'acme/infra', ...helm }
  return {
    fake,
    project,
    folder,
    request,
    fetch,
    push,
    async plan(inputs = {}) {
      fetch()
      git(folder, 'checkout', '--quiet', '--detach', 'origin/change')
      const given = { ...usual, plan: 'true', base: 'origin/main', ...inputs }
      const { outputs } = await runWired(gateWith({}), folder, given)
      git(folder, 'checkout', '--quiet', 'main')
      return outputs['plan-digest'] ?? ''
    },
    report: () => reportOf(folder),
    approved({ by = 'bob', environments = ['prod'], username = 'cid', ...more } = {}) {
      const gate = project.startGate({ username, environments, ...more })
      for (const name of environments)
        project.letGo({ pipeline: gate.pipeline, environment: name, username: by })
      return gate
    },
    async gate({ jobToken }, inputs = {}, defences = {}, variables = {}) {
      const given = { ...usual, token: GATE_TOKEN, 'pull-request': String(request), ...inputs }
      const done = await runWired(gateWith(defences), folder, given, {
        environment: { ...environment, CI_JOB_TOKEN: jobToken, ...variables },
      })
      return answerOf(done)
    },
    async checkSetup(inputs = {}) {
      const given = { ...usual, token: GATE_TOKEN, 'check-setup': 'true', base: 'main', ...inputs }
      const { data } = await runWired(gateWith({}), folder, given, { environment })
      return (data as { setup: readonly Found[] }).setup
    },
    [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
  }
}

/** Returns all checks and rules without the one with this ID. */
export function without(id: string): Defences {
  const { pipeline, environment, setup } = gateChecks
  return {
    gitlabChecks: { pipeline: except(id, pipeline), environment: except(id, environment), setup },
    rules: rulesExcept(id),
  }
}

async function openRequest({ apiUrl }: FakeGitLab): Promise<number> {
  const response = await fetch(`${apiUrl}/projects/acme%2Finfra/merge_requests`, {
    method: 'POST',
    headers: { 'private-token': ANN, 'content-type': 'application/json' },
    body: JSON.stringify({ source_branch: 'change', target_branch: 'main', title: 'Bump' }),
  })
  return ((await response.json()) as { iid: number }).iid
}
