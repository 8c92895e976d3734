import type { Check } from '../check.ts'
import { note, ok } from '../check.ts'
import type { FilesPorts } from './ports.ts'

/** Where GitHub and GitLab look for it, the first counts. */
const places = ['.github/CODEOWNERS', '.gitlab/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS']

export const productionHasOwners: Check<FilesPorts> = {
  id: 'files/owners',
  title: 'Owners of production',
  async run({ files, inventory }) {
    const { apps } = await inventory()
    const production = apps.filter((app) => app.production)
    if (production.length === 0) return [ok('No app is of production, so none needs an owner.')]
    const tree = await files()
    const file = places.find((place) => tree.has(place))
    if (file === undefined)
      return [
        note(
          'There is no CODEOWNERS file, so no particular person has to review what changes production.',
          `Add .github/CODEOWNERS with the files of production, such as ${production[0]?.declaredAt.file}, and require the review of code owners for the base branch.`,
        ),
      ]
    return [ok(`There is ${file}. Which files of production it covers is not looked at.`)]
  },
}
