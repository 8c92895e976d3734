import { COLLISION_RULE } from '../../src/diff/collisions.ts'
import { DECLARED_TWICE_RULE } from '../../src/diff/declared-twice.ts'
import { NOISE } from '../../src/diff/noise.ts'
import { APP_SIDE_RULES } from '../../src/diff/risks/app.ts'
import { appRules, rules } from '../../src/diff/risks/registry.ts'

interface Row {
  readonly id: string
  readonly level: string
  readonly description: string
}

/** The page about what a comparison shows, with every rule of risks and every kind of noise. */
export function risksPage(): string {
  return `# What a diff shows, and what it marks

Objects are compared by group, kind, namespace and name. Lists that Kubernetes merges by a key (containers, \`env\`,
ports, volumes, mounts …) are matched by it: their order alone is noise, but for \`env\` where a value uses another
variable. \`initContainers\`, \`command\` and \`args\` keep their order. Everything else is a difference: \`1\` and
\`"1"\`, \`500m\` and \`0.5\`.

**Secrets.** Values of a Secret are \`***\`; where they differ \`*** (before)\` and \`*** (after)\`. The same values are
hidden in all other objects of the app, in reasons and in error messages, where they have at least six characters
and do not stand under a key such as \`username\`, \`host\` or \`url\`. What SOPS or Sealed Secrets encrypted is
\`(encrypted)\`. The digest changes with a hidden value all the same.

**Noise** is counted, not shown. Labels and annotations, or JSON pointers with a slash in front:

${NOISE.map((pattern) => `- \`${pattern}\``).join('\n')}
- the hash in the name of a ConfigMap or Secret that kustomize generates, also where it is referred to

More of it stands in \`fairlead.yaml\` on the base branch:

\`\`\`yaml
diff:
  noise: [acme.io/rolled-at, /spec/replicas]
\`\`\`

## Risks of an object

A rule marks what a change brings, not what was there before.

${table(rules)}

## Risks of an app

${table([...appRules, ...APP_SIDE_RULES, COLLISION_RULE, DECLARED_TWICE_RULE])}
`
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ id, level, description }) =>
      `| \`${id}\` | ${level} | ${description.replaceAll('|', String.raw`\|`)} |`,
  )
  return ['| Rule | Level | What it looks for |', '| --- | --- | --- |', ...lines].join('\n')
}
