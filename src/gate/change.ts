import { createHash } from 'node:crypto'
import type { Sides } from '../git/sides.ts'
import { OWNERS_FILES, readCodeOwners } from '../policy/code-owners.ts'
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
 */
export async function gatedChange(environment: string, review: Review, sides: Sides): Promise<GatedChange> {
  const unknown = unknownIn(environment, review.apps)
  const own = review.apps.filter((change) => isIn(environment, change))
  const apps = [...own, ...unknown.filter((change) => !own.includes(change))]
  const ruleFiles = sides.changed.filter(isRuleFile)
  const digest =
    unknown.length > 0 ? undefined : await digestWith(review.digests[environment], ruleFiles, sides)
  const others = review.apps.filter((change) => !isIn(environment, change) && !isUnknown(change))
  return {
    digest,
    apps,
    ruleFiles,
    owned: await ownedFiles(sides),
    alsoChanges: [...new Set(others.flatMap(({ app }) => app.environment ?? []))].toSorted(),
    conflict: sides.conflict,
  }
}

function isIn(environment: string, { app }: AppChange): boolean {
  return app.environment === environment
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
