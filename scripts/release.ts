/**
 * Releases Fairlead as described in docs/releasing.md. The workflow .github/workflows/release.yml runs the parts.
 *
 *   npm run release -- prepare 1.2.3     writes the version to all files that have it, and dates the changelog
 *   npm run release -- --dry-run         everything that needs no account, for the next version
 *   npm run release -- build 1.2.3       checks, builds and tests the release, into release/
 *   node scripts/release.ts tag          pushes the tag of the built release
 *   node scripts/release.ts branch       moves the branch of the built release
 *
 * The last two use no npm packages, because they run in the job with write permission.
 */
import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { ReleasePlan } from './release/plan.ts'
import { moveBranch, pushTag } from './release/refs.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const output = join(root, 'release')
const planFile = join(output, 'plan.json')
const remote = 'origin'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'dry-run': { type: 'boolean', default: false } },
})
const [verb = '', version = ''] = positionals
const say = (text: string) => process.stdout.write(`${text}\n`)

const verbs: Record<string, () => Promise<void> | void> = { prepare, build, tag, branch }
const action = values['dry-run'] ? dryRun : verbs[verb]
if (action === undefined) throw new Error(`use one of ${Object.keys(verbs).join(', ')}, or --dry-run`)
try {
  await action()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

async function prepare(): Promise<void> {
  const { prepareRelease } = await import('./release/prepare.ts')
  prepareRelease(root, version, new Date())
  say('Now run npm run build, then open a pull request with all changes.')
}

async function build(): Promise<void> {
  const { planRelease } = await import('./release/plan.ts')
  const { readState } = await import('./release/state.ts')
  const state = readState(root, remote)
  const { plan, faults } = planRelease(version, state)
  if (faults.length > 0) throw new Error(`${version} cannot be released:\n- ${faults.join('\n- ')}`)
  // Generated files in the commit must match the sources.
  for (const script of ['generate', 'build'])
    execFileSync('npm', ['run', '--silent', script, '--', '--check'], { cwd: root, stdio: 'inherit' })
  await buildAndTry(plan, output, version)
  writeFileSync(planFile, `${JSON.stringify(plan, undefined, 2)}\n`)
  writeOutputs(plan)
}

/**
 * Continues and reports the reasons if a real release would be refused, because the next release is often not
 * prepared yet.
 */
async function dryRun(): Promise<void> {
  const { nextVersion, planRelease } = await import('./release/plan.ts')
  const { readState } = await import('./release/state.ts')
  const { rehearseRefs } = await import('./release/rehearse.ts')
  const state = readState(root, undefined)
  const { plan, faults } = planRelease(version || nextVersion(state), state)
  const folder = mkdtempSync(join(tmpdir(), 'dry-run-'))
  try {
    await buildAndTry(plan, folder, state.manifestVersion)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  rehearseRefs(root, plan)
  say('The tag and the branch can be pushed, pushing them again changes nothing, and the tag does not move.')
  if (faults.length > 0) say(`To be done before the release:\n- ${faults.join('\n- ')}`)
}

/**
 * Builds a release and tests it.
 *
 * @param built the version that the bundle reports
 */
async function buildAndTry(plan: ReleasePlan, folder: string, built: string): Promise<void> {
  const { buildArtifacts } = await import('./release/build.ts')
  const { verifyArchive, verifyImage, verifyPackage } = await import('./release/verify.ts')
  show(plan)
  const artifacts = buildArtifacts(root, plan, folder)
  verifyPackage(root, artifacts, built)
  verifyArchive(root, artifacts, built)
  verifyImage(root, plan.commit, built)
  say(
    `The package, the archive and the content of the image work:\n${readFileSync(artifacts.checksums, 'utf8')}`,
  )
}

function tag(): void {
  const plan = readPlan()
  say(`${plan.tag}: ${pushTag(root, remote, plan.tag, plan.commit)}`)
}

function branch(): void {
  const plan = readPlan()
  if (plan.branch === undefined) say('no branch moves')
  else say(`${plan.branch}: ${moveBranch(root, remote, plan.branch, plan.commit)}`)
}

function readPlan(): ReleasePlan {
  return JSON.parse(readFileSync(planFile, 'utf8')) as ReleasePlan
}

function show({ notes, ...plan }: ReleasePlan): void {
  say(`${JSON.stringify(plan, undefined, 2)}\n\n${notes}\n`)
}

/** Writes the outputs for later jobs. */
function writeOutputs({ version, tag, prerelease, latest, npmTag }: ReleasePlan): void {
  const file = process.env['GITHUB_OUTPUT']
  if (!file) return
  const outputs = { version, tag, prerelease, latest, 'npm-tag': npmTag }
  for (const [name, value] of Object.entries(outputs)) appendFileSync(file, `${name}=${value}\n`)
}
