import { createHash } from 'node:crypto'
import type { Config } from '../config/config.ts'
import type { Sides } from '../git/sides.ts'
import { isProduction } from '../inventory/environments/judge.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import { OWNERS_FILES, readCodeOwners } from '../policy/code-owners.ts'
import { digestOfGroup } from '../review/digest.ts'
import { isUnknown, unknownIn } from '../review/failures.ts'
import { idsOf } from '../review/inputs.ts'
import type { Review } from '../review/model.ts'
import { decodeText } from '../yaml/text.ts'
import type { GatedChange } from './model.ts'
import { ruleFilesOf } from './rule-files.ts'
import { Territory } from './territory.ts'

/** The inputs for the gate about a change. */
export interface GatedParts {
  readonly review: Review
  readonly sides: Sides
  readonly config: Config
  /** The apps at the tip of the base. */
  readonly apps: readonly DeclaredApp[]
}

/**
 * Returns the effect of a reviewed change on one environment, and the digest that an approval is bound to. This is
 * the digest of the review. If the change also changes rule files, or manifests that belong to no known app, the
 * digest includes these files before and after.
 *
 * @param environment as the configuration spells it
 */
export async function gatedChange(
  environment: string,
  { review, sides, config, apps: known }: GatedParts,
): Promise<GatedChange> {
  const territory = new Territory(environment, config, known)
  const own = review.apps.filter((change) => territory.has(change))
  const unknown = [...new Set([...unknownIn(environment, review.apps), ...own.filter(isUnknown)])]
  const apps = [...own, ...unknown.filter((change) => !own.includes(change))]
  const isRule = await ruleFilesOf(sides.base.tree)
  const ruleFiles = sides.changed.filter(isRule)
  const loose = isProduction(environment, config) ? await manifestsIn(review.unclaimed, sides) : []
  const files = [...new Set([...ruleFiles, ...loose])]
  const rendered = digestOfGroup(environment, own)
  const digest = unknown.length > 0 ? undefined : await digestWith(rendered, files, sides)
  const others = review.apps.filter((change) => !territory.has(change))
  return {
    digest,
    apps,
    ruleFiles: files,
    owned: await ownedFiles(sides),
    alsoChanges: [...new Set(others.flatMap(({ app }) => app.environment ?? []))].toSorted(),
    conflict: sides.conflict,
  }
}

/**
 * Returns changed files that look like Kubernetes objects and belong to no known app, because something may still
 * deploy them.
 */
async function manifestsIn(unclaimed: readonly string[], { base, head }: Sides): Promise<string[]> {
  const candidates = unclaimed.filter((path) => /\.(?:ya?ml|json|jsonnet|libsonnet)$/i.test(path))
  if (candidates.length === 0) return []
  const [before, after] = await Promise.all([base.tree.read(candidates), head.tree.read(candidates)])
  const isManifest = (path: string, files: typeof before) => {
    const text = new TextDecoder('latin1').decode(files.get(path)?.content ?? new Uint8Array())
    return /sonnet$/i.test(path) || (text.includes('apiVersion') && text.includes('kind'))
  }
  return candidates.filter((path) => isManifest(path, before) || isManifest(path, after))
}

async function digestWith(
  rendered: string | undefined,
  ruleFiles: readonly string[],
  sides: Sides,
): Promise<string | undefined> {
  if (ruleFiles.length === 0) return rendered
  const ids = await idsOf(sides)
  const rules = ruleFiles.toSorted().map((file) => [file, ids(file)])
  return createHash('sha256')
    .update(JSON.stringify([rendered ?? '', rules]))
    .digest('hex')
}

/** Returns the files of the change with their owners, from the base: a change must not choose who approves it. */
async function ownedFiles({ base, changed }: Sides): Promise<GatedChange['owned']> {
  const files = await base.tree.read(OWNERS_FILES)
  const path = OWNERS_FILES.find((one) => files.has(one))
  const file = path === undefined ? undefined : files.get(path)
  if (path === undefined || file === undefined) return []
  // No forge follows the link, and nobody reviews the file that it points to.
  if (file.mode === '120000')
    return { fault: `${path} of the base is a symbolic link, which no forge follows` }
  const { ownersOf } = readCodeOwners(decodeText(file.content, path))
  return changed
    .map((one) => ({ file: one, owners: ownersOf(one) }))
    .filter(({ owners }) => owners.length > 0)
}
