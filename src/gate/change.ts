import { createHash } from 'node:crypto'
import type { Config } from '../config/config.ts'
import type { Sides } from '../git/sides.ts'
import { OWNERS_FILES, readCodeOwners } from '../policy/code-owners.ts'
import { digestOfGroup } from '../review/digest.ts'
import { environmentsOf } from '../review/environments.ts'
import { isUnknown, unknownIn } from '../review/failures.ts'
import { idsOf } from '../review/inputs.ts'
import type { AppChange, Review } from '../review/model.ts'
import { decodeText } from '../yaml/text.ts'
import type { GatedChange } from './model.ts'
import { isRuleFile } from './rule-files.ts'

/**
 * What a reviewed change does to one environment, and the digest that an approval of it is bound to: that of the
 * review, and where the change also rewrites rules, these as they are before and after.
 *
 * @param environment as the configuration spells it
 * @param config of the tip of the base
 */
export async function gatedChange(
  environment: string,
  { review, sides, config }: { readonly review: Review; readonly sides: Sides; readonly config: Config },
): Promise<GatedChange> {
  const isOwn = (change: AppChange) => isIn(environment, change, config)
  const own = review.apps.filter(isOwn)
  const unknown = [...new Set([...unknownIn(environment, review.apps), ...own.filter(isUnknown)])]
  const apps = [...own, ...unknown.filter((change) => !own.includes(change))]
  const ruleFiles = sides.changed.filter(isRuleFile)
  const rendered = digestOfGroup(environment, own)
  const digest = unknown.length > 0 ? undefined : await digestWith(rendered, ruleFiles, sides)
  const others = review.apps.filter((change) => !isOwn(change))
  return {
    digest,
    apps,
    ruleFiles,
    owned: await ownedFiles(sides),
    alsoChanges: [...new Set(others.flatMap(({ app }) => app.environment ?? []))].toSorted(),
    conflict: sides.conflict,
  }
}

/**
 * Whether an app is one of an environment, or was before the change. A change may call an app that it brings whatever it
 * likes: what is deployed to a cluster of the environment is one of it, too.
 */
function isIn(environment: string, change: AppChange, config: Config): boolean {
  const { cluster } = change.app
  const clusters = config.environments[environment]?.clusters ?? []
  return environmentsOf(change).includes(environment) || (cluster !== undefined && clusters.includes(cluster))
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

/** The files of the change with their owners, as the base has them: a change does not choose who judges it. */
async function ownedFiles({ base, changed }: Sides): Promise<GatedChange['owned']> {
  const files = await base.tree.read(OWNERS_FILES)
  const path = OWNERS_FILES.find((one) => files.has(one))
  const file = path === undefined ? undefined : files.get(path)
  if (path === undefined || file === undefined) return []
  const { ownersOf } = readCodeOwners(decodeText(file.content, path))
  return changed
    .map((one) => ({ file: one, owners: ownersOf(one) }))
    .filter(({ owners }) => owners.length > 0)
}
