/** The programs whose verdicts are checked against the cluster: the built `fairlead sync`, and `argocd app wait`. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { git } from '../../../support/git-commits.ts'
import type { Argocd } from '../../argocd.ts'
import type { Bed } from '../../bed.ts'
import { build } from '../../build.ts'
import type { Synced } from '../stage.ts'

/** The verdict of a program on one app, with its time. */
export interface Said {
  readonly app: string
  readonly outcome: string
  readonly reason: string
  readonly rule: string | null
  /** The commit of the verdict. */
  readonly commit: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** The time at which it began to wait. */
  readonly began: number
}

export interface SyncCall {
  readonly url: string
  readonly base: string
  readonly revision: string
  /** Seconds. */
  readonly settle: number
  readonly timeout: number
  /** The path of the command line's bundle. */
  readonly cli: string
}

/** Runs the programs in the bed as a job of CI would. */
export class Programs {
  readonly #bed: Bed
  readonly #argocd: Argocd
  readonly #bin: { readonly helm: string; readonly kustomize: string; readonly argocd: string }

  private constructor(bed: Bed, argocd: Argocd, bin: { helm: string; kustomize: string; argocd: string }) {
    this.#bed = bed
    this.#argocd = argocd
    this.#bin = bin
  }

  static async of(bed: Bed, argocd: Argocd): Promise<Programs> {
    const built = await build(process.env, () => undefined)
    const [helm, kustomize, cli] = (['helm', 'kustomize', 'argocd'] as const).map((name) =>
      built.program(name),
    )
    return new Programs(bed, argocd, { helm: helm ?? '', kustomize: kustomize ?? '', argocd: cli ?? '' })
  }

  /** Runs `fairlead sync` in its own checkout. */
  async sync({ url, base, revision, settle, timeout, cli }: SyncCall): Promise<Said[]> {
    const folder = mkdtempSync(join(this.#bed.folder, 'clone-'))
    try {
      git(folder, 'clone', '--quiet', url, 'infra')
      const values = {
        base,
        revision,
        'argocd-server': this.#argocd.url,
        output: 'json',
        settle: String(settle),
        timeout: String(timeout),
        'helm-path': this.#bin.helm,
        'kustomize-path': this.#bin.kustomize,
      }
      const args = [cli, 'sync', ...Object.entries(values).flatMap(([name, value]) => [`--${name}`, value])]
      const env = {
        ARGOCD_AUTH_TOKEN: this.#argocd.ciToken,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
      }
      const [run, json] = await this.#untilReached(args, { cwd: join(folder, 'infra'), env })
      if (json.apps === undefined) throw new Error(`sync ended with ${run.code}: ${run.stdout}${run.stderr}`)
      const began = run.saidAt - (json.waitedSeconds ?? 0) * 1000
      return json.apps.map(({ app, outcome, reason, rule, supersededBy, phases }) => ({
        app,
        outcome,
        reason,
        rule,
        commit: supersededBy ?? revision,
        at: began + (phases.ended ?? 0) * 1000,
        began,
      }))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  /** Runs the job again if the server is unavailable at the very beginning, which is exit code 3. */
  async #untilReached(args: readonly string[], place: { cwd: string; env: NodeJS.ProcessEnv }) {
    for (let tries = 1; ; tries += 1) {
      const run = await ran(process.execPath, args, place)
      const printed = run.stdout.trim()
      const json = (printed === '' ? {} : JSON.parse(printed)) as Synced['json'] & { waitedSeconds?: number }
      if (run.code !== 3 || tries === 20) return [run, json] as const
      await sleep(500)
    }
  }

  /** Runs `argocd app wait`, either directly or after a refresh by the API. */
  async appWait(
    app: string,
    revision: string,
    { refreshes, timeout }: { refreshes: boolean; timeout: number },
  ): Promise<Said> {
    if (refreshes) await this.#argocd.request('GET', `/api/v1/applications/${app}?refresh=normal`)
    const server = this.#argocd.url.replace('http://', '')
    const args = ['app', 'wait', app, '--timeout', String(timeout), '--server', server, '--plaintext']
    // The command needs `projects, get`, which the account of CI does not have.
    const env = { ARGOCD_AUTH_TOKEN: this.#argocd.adminToken, HOME: join(this.#bed.folder, 'home') }
    const began = Date.now()
    const { code, saidAt, stderr } = await this.#untilConnected(args, env)
    const outcome = code === 0 ? 'verified' : 'failed'
    return {
      app,
      outcome,
      reason: stderr.trim().slice(-200),
      rule: null,
      commit: revision,
      at: saidAt,
      began,
    }
  }

  /** As for `sync`: if the server is unavailable at the very beginning, there is no verdict. */
  async #untilConnected(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> {
    for (let tries = 1; ; tries += 1) {
      const run = await ran(this.#bin.argocd, args, { cwd: this.#bed.folder, env })
      if (!run.stderr.includes('Failed to establish connection') || tries === 20) return run
      await sleep(500)
    }
  }
}

interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** The time of the last output, in milliseconds since 1970. */
  readonly saidAt: number
}

async function ran(
  program: string,
  args: readonly string[],
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<Ran> {
  const own = { PATH: process.env['PATH'], TMPDIR: process.env['TMPDIR'], ...env }
  const child = spawn(program, args, { cwd, env: own, stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr, saidAt] = ['', '', 0]
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    saidAt = Date.now()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { code, stdout, stderr, saidAt: saidAt === 0 ? Date.now() : saidAt }
}
