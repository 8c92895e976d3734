import type { App } from './model.ts'

/** The app with other fields; what is costly to know of it, such as its images, is still found only when it is asked for. */
export function withFields(app: App, fields: Partial<App>): App {
  const result: Record<string, unknown> = {}
  for (const key of Object.keys(app)) {
    if (key in fields) continue
    const own = Object.getOwnPropertyDescriptor(app, key)
    // A few fields by hand: all at once would make it an object of the slow kind, as would a copy of each descriptor.
    if (own?.get) Object.defineProperty(result, key, own)
    else result[key] = own?.value
  }
  return Object.assign(result, fields) as unknown as App
}
