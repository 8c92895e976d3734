import { execFileSync } from 'node:child_process'
import { availableParallelism, tmpdir } from 'node:os'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { hasTools, realTools } from '../test/support/helm.ts'
import { appName, helmApps, helmValues, helmValuesFile, writeFolder } from './infra.ts'
import { measure, median, peakMemory, run } from './measure.ts'
import type { Part, Times } from './measure.ts'
import { fairlead } from './program.ts'
import type { Scale, Subject } from './subject.ts'
import { count, seconds, times } from './table.ts'
import type { Table } from './table.ts'

/** `diff` compared with the renderer alone and with a handwritten script. */
export const diff: Subject = {
  name: 'diff',
  async measure(scale, say) {
    // The benchmark's renderer is available for Linux x86-64 only.
    if (!hasTools) return []
    const folder = mkdtempSync(join(tmpdir(), 'bench-diff-'))
    try {
      const { helm } = realTools(4)
      return [await oneFile(folder, helm, scale, say), await manyApps(folder, helm, scale, say)]
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** One changed values file. Measures processor time, because other work on the machine hardly affects it. */
async function oneFile(
  root: string,
  helm: string,
  scale: Scale,
  say: (progress: string) => void,
): Promise<Table> {
  const rows: string[][] = []
  const colds: number[] = []
  const sizes = [...scale.sizes(1000, 10_000).map((apps) => [apps, 1] as const), [2, 70] as const]
  for (const [apps, templates] of scale.smoke ? ([[20, 2]] as const) : sizes) {
    say(`${apps} apps, charts of ${templates} templates`)
    const folder = makeRepo(join(root, `one-${apps}`), helmApps(apps, templates), 1)
    const cached = fairleadDiff('fairlead, cached', folder, helm, join(root, `cache-${apps}`))
    const parts: Part[] = [
      { name: 'node -e 0', command: [process.execPath, '-e', '0'] },
      { name: 'script', command: ['bash', '-c', `${gitSteps}\n${renderBoth}`, 'bash', folder, helm] },
      { name: 'helm alone, both sides', command: ['bash', '-c', renderBoth, 'bash', folder, helm] },
      fairleadDiff('fairlead, cold', folder, helm),
      cached,
    ]
    // Fills the caches in a run that is not measured.
    await run(cached)
    const found = await measure(parts, scale.rounds)
    const [bare, script, alone] = parts.map(({ name }) => found.get(name))
    colds.push(processor(found.get('fairlead, cold')))
    for (const { name } of parts.slice(1)) {
      const own = found.get(name)
      const net = name.startsWith('fairlead') ? less(own, bare) : own
      rows.push([
        name,
        count(apps),
        count(templates),
        seconds(processor(own)),
        times(beside(net, script)),
        times(beside(net, alone)),
      ])
    }
  }
  const growth =
    colds.length > 1 ? ` From 1,000 to 10,000 apps, cold: ${times((colds[1] ?? 0) / (colds[0] ?? 1))}.` : ''
  return {
    title: 'One values file changed',
    about: `Processor time. The ratios of Fairlead do not include the time of Node alone. The script resolves the revision, finds the merge base, lists the changed files, and runs \`helm template\` for the one app on both sides, from existing folders. Aim: compared with the script at most ×4 cold and ×2 cached; compared with Helm alone at most ×1.5 for a chart of 70 templates; for 10,000 apps at most ×4 the time for 1,000 cold, and the same time cached.${growth}`,
    columns: ['way', 'apps', 'templates', 'processor time', 'vs. script', 'vs. helm'],
    rows,
  }
}

/**
 * Many affected apps: how much of the available parallelism rendering uses, the effect of the cache, and rendering
 * everything by hand.
 */
async function manyApps(
  root: string,
  helm: string,
  scale: Scale,
  say: (progress: string) => void,
): Promise<Table> {
  const affected = scale.smoke ? 4 : 200
  say(`${affected} affected apps`)
  const folder = makeRepo(join(root, 'many'), helmApps(affected * 2, 5), affected)
  const cache = join(root, 'cache-many')
  const again = fairleadDiff('fairlead, again with its cache', folder, helm, cache)
  const first = fairleadDiff('fairlead', folder, helm)
  const everything = 'helm template of every app on both sides, and diff'
  const parts: Part[] = [
    { name: 'helm alone, the affected apps', command: ['bash', '-c', renderDev, 'bash', folder, helm] },
    first,
    again,
    { name: everything, command: ['bash', '-c', renderAll, 'bash', folder, helm, join(root, 'out')] },
  ]
  await run(again)
  // Each part renders hundreds of times, so one run is enough.
  const found = await measure(parts, 1)
  const alone = found.get('helm alone, the affected apps')
  const lanes = availableParallelism()
  const rows: string[][] = []
  for (const part of parts) {
    const own = found.get(part.name)
    const isOwn = part.name.startsWith('fairlead')
    rows.push([
      part.name,
      seconds(processor(own)),
      seconds(median((own ?? []).map((one) => one.wall))),
      times(beside(own, alone)),
      times(beside(own, found.get(first.name))),
      isOwn ? `${(await peakMemory(part)).toFixed(0)} MB` : '',
    ])
  }
  const yields = median(
    (found.get(first.name) ?? []).map(({ wall }, i) => (alone?.[i]?.processor ?? Number.NaN) / lanes / wall),
  )
  return {
    title: `${affected} affected apps`,
    about: `${affected} of ${affected * 2} apps, charts of five templates with about seventy lines each, ${lanes} lanes; one run of each. Memory is that of Node, without that of Helm. With its lanes, Fairlead reaches ${(yields * 100).toFixed(0)} % of the possible speed (the processor time of Helm alone, divided by the lanes, relative to the time from start to end), as far as this can be measured with other work on the machine. Aim: 85 %; under 400 MB; the second run with the cache at most ×0.10 of the first.`,
    columns: ['way', 'processor time', 'time', 'vs. helm', 'vs. the first run', 'peak memory'],
    rows,
  }
}

/**
 * Creates a repository with a branch that changes values files, and folders of both sides for the parts that need
 * them.
 */
function makeRepo(folder: string, files: Record<string, string>, changes: number): string {
  const repo = join(folder, 'repo')
  writeFolder(repo, files)
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', ...args], {
      cwd: repo,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    })
  git('init', '--quiet', '--initial-branch=main')
  git('config', 'gc.auto', '0')
  git('remote', 'add', 'origin', 'https://github.com/acme/infra')
  git('add', '--all')
  git('commit', '--quiet', '--message', 'Base')
  git('checkout', '--quiet', '-b', 'change')
  const changed = Array.from({ length: changes }, (_, i) => [helmValuesFile(i), helmValues(3)] as const)
  writeFolder(repo, Object.fromEntries(changed))
  git('commit', '--quiet', '--all', '--message', 'Change')
  git('repack', '-adq')
  git('worktree', 'add', '--quiet', join(folder, 'base'), 'main')
  return folder
}

function fairleadDiff(name: string, folder: string, helm: string, cache?: string): Part {
  const options = cache === undefined ? [] : ['--cache-path', cache]
  // The commit is compared, as in a job and by the script.
  const command = fairlead('diff', '--base', 'main', '--head', 'HEAD', '--helm-path', helm, ...options)
  return { name, command, cwd: join(folder, 'repo') }
}

/** Renders an app with the garbage collector setting that Fairlead uses for Helm. */
const render = `export GOGC=400
render() { # folder, app, environment
  "$helm" template --namespace "$2" "$2-$3" "$1/charts/$2" --values "$1/values/$3/$2.yaml"
}`
const start = `set -e\nfolder=$1 helm=$2 out=$3\n${render}`
const gitSteps = `set -e
  cd "$1/repo"
  head=$(git rev-parse HEAD)
  base=$(git merge-base main "$head")
  git diff --name-only "$base" "$head"`
const renderBoth = `${start}
  for side in base repo; do render "$folder/$side" ${appName(0)} dev; done`
const renderDev = `${start}
  for file in "$folder"/repo/values/dev/*; do
    app=$(basename "$file" .yaml)
    for side in base repo; do render "$folder/$side" "$app" dev; done
  done`
const renderAll = `${start}
  rm -rf "$out"
  for side in base repo; do
    mkdir -p "$out/$side"
    for environment in dev prod; do
      for file in "$folder/$side/values/$environment"/*; do
        app=$(basename "$file" .yaml)
        render "$folder/$side" "$app" "$environment" > "$out/$side/$app-$environment.yaml"
      done
    done
  done
  diff --recursive --unified "$out/base" "$out/repo" || [ $? -eq 1 ]`

function processor(found: readonly Times[] | undefined): number {
  return median((found ?? []).map((one) => one.processor))
}

function less(own: readonly Times[] | undefined, bare: readonly Times[] | undefined): Times[] {
  return (own ?? []).map(({ wall, processor: all }, i) => ({
    wall,
    processor: all - (bare?.[i]?.processor ?? 0),
  }))
}

function beside(own: readonly Times[] | undefined, other: readonly Times[] | undefined): number {
  return median((own ?? []).map((one, i) => one.processor / (other?.[i]?.processor ?? Number.NaN)))
}
