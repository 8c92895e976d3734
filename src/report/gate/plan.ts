import { touchesNothing } from '../../gate/decide.ts'
import type { GatedChange } from '../../gate/model.ts'
import { unknownIn } from '../../gate/rules/state.ts'
import { code, escapeMarkdown } from '../../text/markdown.ts'
import { visibleLine } from '../../text/visible.ts'
import { wrap } from '../../text/wrap.ts'

/** Returns the change to approve as data. An approval is bound to its digest. */
export function planJson(change: GatedChange, environment: string) {
  const { digest, apps, ruleFiles, conflict } = change
  return {
    environment,
    digest: digest ?? null,
    apps: apps.map(({ app, status }) => ({ name: app.name, status })),
    ruleFiles: [...ruleFiles],
    conflict: conflict ?? null,
  }
}

export function planText(change: GatedChange, environment: string, width: number): string[] {
  return sentences(change, environment).flatMap((sentence) => wrap(visibleLine(sentence), width))
}

export function planMarkdown(change: GatedChange, environment: string): string {
  const [first = '', ...more] = sentences(change, environment)
  const shown =
    change.digest === undefined
      ? escapeMarkdown(first)
      : escapeMarkdown(first).replace(change.digest, code(change.digest))
  return `${[shown, ...more.map(escapeMarkdown)].join('\n\n')}\n`
}

function sentences(change: GatedChange, environment: string): string[] {
  const { digest, apps, ruleFiles, conflict } = change
  if (touchesNothing(change)) return [`Nothing to approve: the change does not touch ${environment}.`]
  const unknown = unknownIn(change, environment)
  if (digest === undefined || unknown !== undefined)
    return [
      unknown ?? `The effect of the change on ${environment} is not known.`,
      'Therefore it cannot be approved.',
    ]
  const names = [...new Set(apps.map(({ app }) => app.name))]
  return [
    `Whoever approves this for ${environment} approves the result ${digest}.`,
    ...(names.length > 0
      ? [
          `It changes ${names.slice(0, 10).join(', ')}${names.length > 10 ? ` and ${names.length - 10} more` : ''}.`,
        ]
      : []),
    ...(ruleFiles.length > 0 ? [`It also changes rules or jobs: ${ruleFiles.slice(0, 10).join(', ')}.`] : []),
    ...(conflict === undefined ? [] : ['It conflicts with its base.']),
  ]
}
