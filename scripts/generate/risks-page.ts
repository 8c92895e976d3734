import { COLLISION_RULE } from '../../src/diff/collisions.ts'
import { RENDER_TIME } from '../../src/render/engine/clock.ts'
import { NOISE } from '../../src/diff/noise.ts'
import { APP_SIDE_RULES } from '../../src/diff/risks/app.ts'
import { HIDING_RULES, OUTSIDE_RULES } from '../../src/diff/risks/hiding.ts'
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

${table([...appRules, ...APP_SIDE_RULES, COLLISION_RULE, ...OUTSIDE_RULES])}

## What review cannot show

The same files can render to one thing here and to another one in the cluster. So an app whose inputs changed and
whose manifests did not is never "nothing": the report names its changed files under **Re-rendered, no changes**, with
the versions of Helm and Kubernetes, the API versions and the time that it was rendered with. Such an app does not
count for \`fail-on: change\` and for the output \`changed\`; the digest of its environment changes with its files. The
digest of an app that does change holds its changed templates and packages, too.

\`now\` is ${RENDER_TIME} in every template, so that two reports of one change are the same. Charts that use the time or
chance are rendered a second time, at another time: values that differ are \`(generated)\`, and what is there in one
of the two alone is told in a note.

A rule marks what a change brings to templates, or changes in what such a use decides about: in the charts of this
repo, packed ones, dependencies, charts of another version, \`helmCharts\`, and values that a chart runs with \`tpl\`. A
use that only shows a value is low.

${table(HIDING_RULES.map((rule) => ({ ...rule, level: rule.level === 'medium' ? 'medium or low' : rule.level })))}

What no look at templates can tell:

- what \`tpl\` runs when its text is composed: \`composed-template\` says that it does so, not what it does. It sees the
  real time, so a report may then differ from run to run
- what is set in values or handed over in a map (\`set .Values "x" now\`), and a template that is included by a composed
  name
- a guard by values that only the cluster has: \`valuesFrom\` of a Secret, \`substituteFrom\`, parameters of Argo CD
  that are set in the cluster
- a use that stood there before, and whose guarded text did not change, where a changed value decides otherwise
`
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ id, level, description }) =>
      `| \`${id}\` | ${level} | ${description.replaceAll('|', String.raw`\|`)} |`,
  )
  return ['| Rule | Level | What it looks for |', '| --- | --- | --- |', ...lines].join('\n')
}
