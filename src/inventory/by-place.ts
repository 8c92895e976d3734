import type { App } from './model.ts'

/** The order in which apps are listed: by environment, then by name. */
export function byPlace(a: App, b: App): number {
  const key = (app: App) =>
    [
      app.environment ?? '',
      app.name,
      app.cluster ?? '',
      app.controlPlane ?? '',
      app.declaredAt.file,
      String(app.declaredAt.line).padStart(8, '0'),
    ].join('\u0000')
  return key(a) < key(b) ? -1 : 1
}
