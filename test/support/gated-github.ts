/** A repository on the fake GitHub with a gate for production, and one pull request that changes it. */
import { Octokit } from '@octokit/rest'
import { gateWith } from '../../src/entries/wire/gate.ts'
import type { Defences } from '../../src/entries/wire/gate.ts'
import { startFakeGitHub } from '../fakes/github/index.ts'
import type { FakeGitHub, RepositoryHandle, RepositoryOptions } from '../fakes/github/index.ts'
import type { NewRun } from '../fakes/github/waiting.ts'
import { git, temporaryFolder } from './git.ts'
import { realTools } from './helm.ts'
import { runWired } from './wired.ts'
import { answerOf, app, gatedFiles, reportOf } from './gated.ts'
import type { Answer } from './gated.ts'

export const JOB_TOKEN = 'ghs_job_0123456789'
export const ADMIN_TOKEN = 'ghs_admin_0123456789'
/** The token of the App that merges. */
export const MERGE_TOKEN = 'ghs_merge_0123456789'
export const MERGER = 'merger[bot]'
const ANN = 'github_pat_ann_0123456789'
export const BOB = 'github_pat_bob_0123456789'

/** The minimum permissions of the gate's own token. */
export const leastRights = {
  contents: 'read',
  actions: 'read',
  deployments: 'read',
  pull_requests: 'read',
} as const

/** An environment with the recommended protection. */
export const protectedWell = {
  reviewers: ['bob', 'cid', 'eve'],
  preventSelfReview: true,
  adminsBypass: false,
  branches: ['main'],
} as const

/** The same rules, but the App that merges may bypass them. */
export const rulesOfMerger = [{ branches: ['main'], type: 'pull_request', bypass: [MERGER] }] as const

/** The same rules, but GitHub merges only branches that contain the tip of main. */
export const strictRules = [
  {
    branches: ['main'],
    type: 'pull_request',
    parameters: {
      required_approving_review_count: 0,
      dismiss_stale_reviews_on_push: false,
      require_code_owner_review: false,
      require_last_push_approval: false,
      required_review_thread_resolution: false,
    },
  },
  {
    branches: ['main'],
    type: 'required_status_checks',
    parameters: {
      strict_required_status_checks_policy: true,
      required_status_checks: [{ context: 'ci' }],
    },
  },
] as const

/** Rules that prevent people from bypassing the gate. */
export const rules = [{ branches: ['main'], type: 'pull_request' }] as const

export interface Gated extends AsyncDisposable {
  readonly fake: FakeGitHub
  readonly repository: RepositoryHandle
  /** A clone with `main` checked out, as under pull_request_target. */
  readonly folder: string
  readonly request: number
  /** Returns the digest from the run's plan. */
  plan(inputs?: Inputs): Promise<string>
  /** Runs `diff` in a separate job and returns the path of its report. */
  report(): Promise<string>
  /** Starts a run by a push of ann, approved by bob, and returns its ID. */
  approvedRun(more?: Partial<NewRun> & { by?: string; comment?: string }): number
  gate(run: number, inputs?: Inputs, defences?: Defences): Promise<Answer>
  checkSetup(
    inputs?: Inputs,
  ): Promise<readonly { check: string; word: string; message: string; cure: string | null }[]>
  /** Pushes changes to the branch of the request. */
  push(changes: Readonly<Record<string, string | null>>, author: string): Promise<string>
  /** Updates the clone from GitHub. */
  fetch(): void
}

type Inputs = Readonly<Record<string, string>>

export async function gatedRequest(
  options: RepositoryOptions = {},
  tokens: { admin?: boolean } = {},
): Promise<Gated> {
  const fake = await startFakeGitHub()
  fake.addToken(JOB_TOKEN, { kind: 'actions', login: 'github-actions[bot]' })
  fake.addToken(ANN, { kind: 'user', login: 'ann' })
  fake.addToken(BOB, { kind: 'user', login: 'bob' })
  fake.addToken(MERGE_TOKEN, { kind: 'app', login: MERGER })
  fake.addToken(ADMIN_TOKEN, {
    kind: 'app',
    login: 'gate[bot]',
    organizations: tokens.admin === false ? {} : { acme: { members: 'read' } },
  })
  const repository = await fake.addRepository('acme/infra', {
    private: false,
    environments: { prod: protectedWell },
    rules,
    collaborators: ['ann', 'bob', 'cid', 'eve'],
    ...options,
    files: { ...gatedFiles, ...options.files },
    permissions: {
      [JOB_TOKEN]: leastRights,
      [MERGE_TOKEN]: { ...leastRights, contents: 'write', pull_requests: 'write', checks: 'write' },
      [ANN]: { contents: 'write', pull_requests: 'write' },
      [BOB]: { contents: 'write', pull_requests: 'write' },
      [ADMIN_TOKEN]: { administration: 'write' },
    },
  })
  const push: Gated['push'] = (changes, author) =>
    repository.push('change', changes, { author, message: `By ${author}` })
  await push({ 'argocd/web.yaml': app('web', 'prod', '2') }, 'ann')
  const ann = new Octokit({ auth: ANN, baseUrl: fake.apiUrl })
  const opened = await ann.pulls.create({
    owner: 'acme',
    repo: 'infra',
    head: 'change',
    base: 'main',
    title: 'Bump',
  })
  const folder = temporaryFolder()
  // Clones from the folder: the fake runs in this process and cannot answer while the process waits for git.
  git(folder, 'clone', '--quiet', repository.directory, '.')
  git(folder, 'remote', 'set-url', 'origin', repository.cloneUrl)
  const request = opened.data.number
  const environment = {
    PATH: process.env['PATH'],
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'acme/infra',
    GITHUB_SERVER_URL: fake.serverUrl,
    GITHUB_API_URL: fake.apiUrl,
    GITHUB_GRAPHQL_URL: fake.graphqlUrl,
  }
  const helm = { 'helm-path': realTools(4).helm }
  const fetch = () =>
    void git(folder, 'fetch', '--quiet', repository.directory, '+refs/heads/*:refs/remotes/origin/*')
  return {
    fake,
    repository,
    folder,
    request,
    fetch,
    push,
    async plan(inputs = {}) {
      fetch()
      git(folder, 'checkout', '--quiet', '--detach', 'origin/change')
      const usual = { forge: 'github', environment: 'prod', plan: 'true', base: 'origin/main', ...helm }
      const { outputs } = await runWired(gateWith({}), folder, { ...usual, ...inputs })
      git(folder, 'checkout', '--quiet', 'main')
      return outputs['digest'] ?? ''
    },
    report: () => reportOf(folder),
    approvedRun({ by = 'bob', comment = '', ...run } = {}) {
      const id = repository.startRun({ actor: 'ann', environments: ['prod'], ...run })
      for (const name of run.environments ?? ['prod'])
        repository.approve({ run: id, environment: name, user: by, comment })
      return id
    },
    async gate(run, inputs = {}, defences = {}) {
      const usual = {
        forge: 'github',
        environment: 'prod',
        token: JOB_TOKEN,
        'pull-request': String(request),
      }
      const done = await runWired(
        gateWith(defences),
        folder,
        { ...usual, ...helm, ...inputs },
        { environment: { ...environment, GITHUB_RUN_ID: String(run) } },
      )
      return answerOf(done)
    },
    async checkSetup(inputs = {}) {
      const usual = {
        forge: 'github',
        environment: 'prod',
        token: JOB_TOKEN,
        'check-setup': 'true',
        base: 'main',
      }
      const { data } = await runWired(gateWith({}), folder, { ...usual, ...inputs }, { environment })
      return (data as { setup: Awaited<ReturnType<Gated['checkSetup']>> }).setup
    },
    [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
  }
}
