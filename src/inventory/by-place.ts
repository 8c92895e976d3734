import type { App } from './model.ts'

/** Returns the apps in the order in which they are listed: by environment, then by name. */
export function sortedByPlace(apps: readonly App[]): App[] {
  // The keys are computed once, because each app is compared many times.
  const keyed = apps.map((app) => ({ app, key: keyOf(app) }))
  keyed.sort((a, b) => (a.key === b.key ? 0 : a.key < b.key ? -1 : 1))
  return keyed.map(({ app }) => app)
}

function keyOf(app: App): string {
  return [
    app.environment ?? '',
    app.name,
    app.cluster ?? '',
    app.controlPlane ?? '',
    app.declaredAt.file,
    String(app.declaredAt.line).padStart(8, '0'),
  ].join('\u0000')
}
