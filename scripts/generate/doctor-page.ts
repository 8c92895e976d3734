import type { Level } from '../../src/doctor/check.ts'
import type { PartId } from '../../src/doctor/registry.ts'
import { doctorRules } from '../../src/doctor/registry.ts'
import { words } from '../../src/doctor/report.ts'
import type { RuleInfo } from '../../src/findings/finding.ts'
import { rulesTable } from './tables.ts'

const TITLES: Readonly<Record<PartId, string>> = {
  here: 'The machine and the job',
  files: 'The files of the infra repo',
  github: 'A repository on GitHub',
  gitlab: 'A project on GitLab',
  local: 'A plain git remote (`forge: local`)',
}

/** Returns the page about doctor, with every check. */
export function doctorPage(): string {
  const parts = (Object.keys(TITLES) as PartId[]).map((id) => {
    const checks: readonly RuleInfo<Level>[] = doctorRules[id]
    return `## ${TITLES[id]}

${rulesTable(checks, ({ level }) => words[level])}
`
  })
  return `# What doctor checks

[\`fairlead doctor\`](../actions/doctor/README.md) runs all checks of a setup. Each has an id (\`check\` in the JSON).
The level is the highest level that a check reports: **error** means that something will fail (exit code 1), **warning**
that it works, but not as it should, and **note** that it is useful to know. If a check could not be run, its finding is
**not checked**, with the reason. If a whole part could not be checked, the finding has the name of the part
(${Object.keys(TITLES)
    .map((id) => `\`${id}\``)
    .join(', ')}).

${parts.join('\n')}`
}
