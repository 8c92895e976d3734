import { finding } from '../findings/finding.ts'
import type { Dependence } from '../gotemplate/dependence.ts'
import type { Unfixed } from '../gotemplate/uses.ts'
import { groupBy } from '../group-by.ts'
import type { Json } from '../yaml/value.ts'
import type { Risk } from './risk.ts'

/** A rule about what may hide a part of a change from review: the same files render differently in the cluster. */
interface HidingRule {
  readonly id: string
  readonly on: Unfixed
  /** The level of a use that decides what is rendered. A use that only shows a value is low. */
  readonly level: 'low' | 'medium'
  readonly description: string
  /** The consequence for a reviewer, as the end of a sentence. */
  readonly because: string
}

/**
 * The rules about templates that a change adds or touches, for the table in the documentation.
 *
 * Charts do not need to depend on time or randomness, and only the cluster knows the result of `lookup` and the state
 * of the release: these are medium if they decide what is rendered. Checks of capabilities are low, because most
 * charts have them and an upgrade of a chart often adds some. `tpl` over values is also low. There is no legitimate
 * need to compose or decode text before it is run.
 */
export const HIDING_RULES: readonly HidingRule[] = [
  {
    id: 'depends-on-time',
    on: 'time',
    level: 'medium',
    description:
      'A template uses the time (`now`, `ago`, `date` …): it can render differently on another day.',
    because: 'it may render differently at another time',
  },
  {
    id: 'depends-on-chance',
    on: 'chance',
    level: 'medium',
    description:
      'A template uses randomness (`randInt`, `shuffle`, `genCA`, the order of `keys` …): it can render differently on each run.',
    because: 'it may render differently on each run',
  },
  {
    id: 'depends-on-cluster',
    on: 'lookup',
    level: 'medium',
    description:
      'A template queries the cluster or DNS (`lookup`, `getHostByName`), which return nothing here. They return nothing in Argo CD either, but they do in Flux.',
    because: 'it finds nothing here, but may find something in the cluster',
  },
  {
    id: 'depends-on-release',
    on: 'release',
    level: 'medium',
    description:
      'A template checks whether it is installed or upgraded (`.Release.IsInstall`, `.IsUpgrade`, `.Revision`). Here it is always a first installation, as in Argo CD but not in Flux.',
    because: 'here it is rendered as a first installation',
  },
  {
    id: 'depends-on-capabilities',
    on: 'capabilities',
    level: 'low',
    description:
      "A template checks the cluster's APIs or the version of Kubernetes or Helm (`.Capabilities`): it can render differently in a cluster that does not match `fairlead.yaml`.",
    because: 'it may render differently with other API versions, or another version of Kubernetes or Helm',
  },
  {
    id: 'composed-template',
    on: 'composed',
    level: 'medium',
    description:
      'A template runs text that it concatenates or decodes (`tpl` over `b64dec`, over parts of an action …): what it uses cannot be determined.',
    because: 'what it runs is concatenated or decoded first, so its dependencies cannot be determined',
  },
  {
    id: 'template-in-values',
    on: 'tpl',
    level: 'low',
    description:
      'A template runs text from values or files as a template (`tpl`): they determine what it does.',
    because: 'what it runs is in values or files',
  },
]

/** The rules about inputs of an app from its cluster, or from the commit that its merge creates. */
export const OUTSIDE_RULES = [
  {
    id: 'values-from-cluster',
    level: 'low',
    description:
      'A Flux app starts to use values or variables from a ConfigMap or Secret that is not in Git, or not readable there (`valuesFrom`, `substituteFrom`): they are known only in the cluster.',
  },
  {
    id: 'depends-on-commit',
    level: 'low',
    description:
      'An app starts to use the commit (`$ARGOCD_APP_REVISION`), which is unknown before the merge and shown as zeros here.',
  },
] as const

/**
 * Returns the risks of inputs that the change adds and that only the cluster, or the merge, determines.
 *
 * @param before the inputs of an app from outside Git, such as `the Secret a`
 */
export function outsideRisks(
  before: readonly string[],
  after: readonly string[],
  declarations: { readonly before: Json | undefined; readonly after: Json | undefined },
): Risk[] {
  const had = new Set(before)
  const [values, commit] = OUTSIDE_RULES
  const taken = after.filter((one) => !had.has(one))
  const asks = (object: Json | undefined) => (JSON.stringify(object ?? null).match(COMMIT) ?? []).length
  return [
    ...(taken.length === 0
      ? []
      : [finding(values, `It uses values from ${taken.join(', ')}, which are known only in the cluster.`)]),
    ...(asks(declarations.after) > asks(declarations.before)
      ? [
          finding(
            commit,
            'It uses the commit that the merge creates ($ARGOCD_APP_REVISION), which is shown as zeros here.',
          ),
        ]
      : []),
  ]
}
const COMMIT = /\$\{?ARGOCD_APP_REVISION/g

/** Reports whether a rule means that something may differ in the cluster from what is shown here. */
export function isHidingRule(rule: string): boolean {
  return [...HIDING_RULES, ...OUTSIDE_RULES].some(({ id }) => id === rule)
}

/** The maximum number of files that a reason names. */
const FILES = 3

/**
 * Returns the risks of templates that the change adds or touches and whose result no file determines. A use that
 * existed before, including everything that it decides about, is not reported, even if it is now in another location.
 *
 * @param isKnown reports whether a file existed before; for a new app, the risk is then low
 * @param fromHelm whether templates see neither the cluster nor the history of the release, as in Argo CD and here
 */
export function hidingRisks(
  before: readonly Dependence[],
  after: readonly Dependence[],
  { isKnown, fromHelm }: { isKnown(file: string): boolean; readonly fromHelm: boolean },
): Risk[] {
  if (before === after) return []
  const had = new Map<string, number>()
  for (const { key } of before) had.set(key, (had.get(key) ?? 0) + 1)
  const brought = after.filter(({ key }) => {
    const left = had.get(key) ?? 0
    if (left > 0) had.set(key, left - 1)
    return left === 0
  })
  return HIDING_RULES.flatMap((rule): Risk[] => {
    const own = brought.filter(({ on }) => on === rule.on)
    const isAsHere = fromHelm && (rule.on === 'lookup' || rule.on === 'release')
    return (['medium', 'low'] as const).flatMap((level): Risk[] => {
      const uses = own.filter(
        ({ decides, file }) => (decides && !isAsHere && !isKnown(file) ? rule.level : 'low') === level,
      )
      return uses.length === 0 ? [] : [finding({ id: rule.id, level }, reasonOf(uses, rule))]
    })
  })
}

function reasonOf(uses: readonly Dependence[], { because }: HidingRule): string {
  const files = [...groupBy(uses, ({ file }) => file)].map(
    ([file, own]) =>
      `${file} (${[...new Set(own.map(({ what, line }) => `${what} in line ${line}`))].slice(0, 3).join(', ')})`,
  )
  const more = files.length > FILES ? ` and ${files.length - FILES} more files` : ''
  return `${files.slice(0, FILES).join(', ')}${more}: ${because}.`
}
