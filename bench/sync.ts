import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { git } from '../test/support/git-commits.ts'
import { ArgocdReplay } from './argocd-replay.ts'
import { writeFolder } from './infra.ts'
import type { Files } from './infra.ts'
import { peakMemory, run } from './measure.ts'
import type { Part } from './measure.ts'
import { fairlead } from './program.ts'
import type { Scale, Subject } from './subject.ts'
import { count, seconds, times } from './table.ts'

const repoURL = 'http://127.0.0.1:9/acme/infra.git'
/** The default of the input `settle`, in seconds. */
const SETTLING = 5
const nameOf = (i: number) => `app${String(i).padStart(3, '0')}`

/** What a wait for a commit costs, by how many Applications the server has and how many of them are awaited. */
export const sync: Subject = {
  name: 'sync',
  async measure(scale, say) {
    const rows: string[][] = []
    const [all = 20] = scale.sizes(20, 500).toReversed()
    for (const awaited of scale.smoke ? [2] : [2, 50, all]) {
      say(`${awaited} of ${count(all)} apps`)
      rows.push(await measureOne(all, awaited, scale))
    }
    return [
      {
        title: 'Waiting for a commit',
        about:
          '`fairlead sync` against a server that replays a real Application of 60 objects (25 KB, with a tree of 140 nodes and 400 KB of objects) once per app, and whose stream reports 10 changes per second. Requests and bytes are those of one minute in which the commit does not arrive, including refreshes. Time and memory are those of a wait for a commit that is already live and healthy. Every wait begins with the comparison of `fairlead diff` and ends with at most 5 s of settling. The time is also shown relative to the sum of these two, and the memory of the comparison alone is in the last column. Aim: under 150 MB for one stream of 500 Applications.',
        columns: [
          'awaited',
          'of apps',
          'requests per minute',
          'MB per minute',
          'time',
          'vs. diff and settling',
          'peak memory',
          'diff alone',
        ],
        rows,
      },
    ]
  },
}

async function measureOne(all: number, awaited: number, { smoke }: Scale): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-sync-'))
  try {
    const { path, before, commit } = infraRepo(folder, all, awaited)
    const apps = Array.from({ length: all }, (_, i) => nameOf(i))
    const against = async <T>(at: string, work: (server: ArgocdReplay) => Promise<T>) => {
      const server = await ArgocdReplay.start({ apps, repoURL, commit: at, changesPerSecond: 10 })
      try {
        return await work(server)
      } finally {
        server.close()
      }
    }
    const lasts = smoke ? 3 : 30
    const late = await against(before, async (server) => {
      const words = ['--timeout', String(lasts)]
      const memory = await peakMemory({
        ...syncPart({ path, before, commit, url: server.url }, words),
        exitCode: 1,
      })
      const requests = [...server.asked.values()].reduce((sum, one) => sum + one, 0)
      return { memory, requests, megabytes: server.sent / 1e6 }
    })
    const there = await against(commit, async ({ url }) => {
      const part = syncPart({ path, before, commit, url }, [])
      return { memory: await peakMemory(part), ...(await run(part)) }
    })
    const diff: Part = {
      name: 'diff',
      command: fairlead('diff', '--path', path, '--base', before, '--head', commit, '--output', 'json'),
    }
    const compared = { memory: await peakMemory(diff), ...(await run(diff)) }
    return [
      count(awaited),
      count(all),
      count(Math.round((late.requests * 60) / lasts)),
      ((late.megabytes * 60) / lasts).toFixed(1),
      seconds(there.wall),
      times(there.wall / (compared.wall + SETTLING)),
      `${Math.round(Math.max(late.memory, there.memory))} MB`,
      `${Math.round(compared.memory)} MB`,
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Commits {
  readonly path: string
  readonly before: string
  readonly commit: string
}

function syncPart({ path, before, commit, url }: Commits & { url: string }, more: readonly string[]): Part {
  const given = { path, base: before, revision: commit, 'argocd-server': url, output: 'json' }
  const words = Object.entries(given).flatMap(([name, value]) => [`--${name}`, value])
  return {
    name: 'sync',
    command: fairlead('sync', ...words, ...more),
    environment: { ARGOCD_AUTH_TOKEN: 'of-the-bench' },
  }
}

/** An infra repo of so many apps, with a commit that changes an object in some of them. */
function infraRepo(folder: string, all: number, changed: number): Commits {
  const path = join(folder, 'infra')
  mkdirSync(path)
  git(folder, 'init', '--quiet', '--initial-branch=main', path)
  git(path, 'remote', 'add', 'origin', repoURL)
  const commitAll = (files: Files) => {
    writeFolder(path, files)
    git(path, 'add', '--all')
    git(path, 'commit', '--quiet', '--message', 'Change')
    return git(path, 'rev-parse', 'HEAD')
  }
  const files: Files = {}
  for (let i = 0; i < all; i++) {
    files[`argocd/${nameOf(i)}.yaml`] = JSON.stringify(applicationOf(nameOf(i)))
    files[`apps/${nameOf(i)}/part-02.yaml`] = configMap('before')
  }
  const before = commitAll(files)
  const next = Array.from({ length: changed }, (_, i) => [
    `apps/${nameOf(i)}/part-02.yaml`,
    configMap('first'),
  ])
  return { path, before, commit: commitAll(Object.fromEntries(next) as Files) }
}

function configMap(mode: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: part-02}\ndata: {mode: ${mode}}\n`
}

function applicationOf(name: string) {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: {
      project: 'default',
      source: { repoURL, targetRevision: 'main', path: `apps/${name}` },
      destination: { server: 'https://kubernetes.default.svc', namespace: name },
      syncPolicy: { automated: { prune: true } },
    },
  }
}
