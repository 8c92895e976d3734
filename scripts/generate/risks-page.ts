import { MASKED_RULE } from '../../src/risks/masked.ts'
import { NOISE } from '../../src/compare/noise.ts'
import { RENDER_TIME } from '../../src/render/engine/clock.ts'
import { riskRules } from '../../src/risks/registry.ts'
import { rulesTable } from './tables.ts'

/** Returns the page about the contents of a diff, with every risk rule and every kind of noise. */
export function risksPage(): string {
  return `# What a diff shows, and which risks it marks

Objects are compared by group, kind, namespace and name. Lists that Kubernetes merges by key (containers, \`env\`,
ports, volumes, mounts …) are matched by that key: a change of order alone is noise, except in \`env\` if a value uses another
variable. \`initContainers\`, \`command\` and \`args\` keep their order. Everything else is a difference: \`1\` and
\`"1"\`, \`500m\` and \`0.5\`.

**Secrets.** Values of a Secret are shown as \`***\`; if they differ, as \`*** (before)\` and \`*** (after)\`. Values that SOPS or Sealed
Secrets encrypted are shown as \`(encrypted)\`. A change of a hidden value still changes the digest.

Values that were in a Secret **before** the change are also hidden in the other objects of the app: plain, URL-encoded,
within base64, and the passwords in a URL, in JSON, in properties or in \`user:password\`. The same applies to the values that Helm is
given if they are part of a Secret, or are named like one (\`password\`, \`token\` …). Values hidden outside a Secret
are reported by the rule \`${MASKED_RULE.id}\`. Still shown:

- values that only the change's own Secrets contain, outside those Secrets: they could be added to hide what the change does
- commands, arguments and scripts that the change introduces; images, RBAC rules, security contexts and names
- values shorter than six characters, common words (\`default\`, \`production\`), values under a key such as
  \`username\`, \`host\` or \`url\`, and names of objects

This prevents accidental disclosure of secrets in comments, reports and logs; it cannot be complete. A value that is truncated, hashed or
reversed is a different value. **Values that are in Git in clear text can be read by everyone who may read the
repository**, regardless of what a comment shows. Encrypt them (SOPS, Sealed Secrets), or keep them out of Git (External Secrets).

Error messages of Helm, kustomize, schemas and parsers show the location and the kind of the error. Anything that may be a value
is replaced with \`…\`; run the renderer on your machine to see the full message.

**Noise** (ignored fields) is counted but not shown. These are labels and annotations, or JSON pointers, which start with a slash:

${NOISE.map((pattern) => `- \`${pattern}\``).join('\n')}
- the hash in the name of a ConfigMap or Secret that kustomize generates, including in references to it

Add more in \`fairlead.yaml\` on the base branch:

\`\`\`yaml
diff:
  noise: [acme.io/rolled-at, /spec/replicas]
\`\`\`

Fields listed in \`ignoreDifferences\` of an Application are counted as noise if Argo CD does not apply them, that
is with \`RespectIgnoreDifferences=true\` and on an object that already existed; a note lists them. Without that option
they are shown, and a note says that the change alone does not start a sync. The settings in a ConfigMap \`argocd-cm\` of the repo
are also used. For jq, paths with \`select\` are supported; other expressions are listed in a note.

## Risks of an object

A rule marks what a change introduces, not what existed before.

${rulesTable(riskRules.object)}

## Risks of an app

${rulesTable(riskRules.app)}

## Risks of the change itself

A change of \`fairlead.yaml\` takes effect for every job once it is merged; the report of the change itself uses \`fairlead.yaml\` from the base.

${rulesTable(riskRules.change)}

## What review cannot show

The same files can render differently here and in the cluster. Therefore an app whose inputs changed but
whose manifests did not is never omitted: the report lists its changed files under **Re-rendered, no changes**, with
the versions of Helm and Kubernetes, the API versions and the time used for rendering. Such an app does not
count for \`fail-on: change\` and for the output \`changed\`; the digest of its environment changes with its files. The
digest of an app that does change also covers its changed templates and packages.

\`now\` is ${RENDER_TIME} in every template, so that two reports of one change are the same. Charts that use the time or
randomness are rendered a second time, with a different time: values that differ are shown as \`(generated)\`, and what exists in only one
of the two results is listed in a note.

A rule marks what a change introduces in templates, or changes in the code that such a use controls: in the charts of this
repo, packaged charts, dependencies, charts with another version, \`helmCharts\`, and values that a chart runs with \`tpl\`. A
use that only prints a value is low.

${rulesTable(riskRules.hiding, ({ level }) => (level === 'medium' ? 'medium or low' : level))}

What an analysis of templates cannot detect:

- what \`tpl\` runs if its text is composed: \`composed-template\` reports that it does so, not what it does. It sees the
  real time, so a report may then differ from run to run
- what is set in values or passed in a map (\`set .Values "x" now\`), and a template that is included by a composed
  name
- a condition on values that exist only in the cluster: \`valuesFrom\` of a Secret, \`substituteFrom\`, parameters of Argo CD
  that are set in the cluster
- a use that existed before and whose controlled text did not change, if a changed value changes the outcome
`
}
