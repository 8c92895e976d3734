import type { App } from './model.ts'

/** The app with other fields; what is costly to know of it, such as its images, is still found only when it is asked for. */
export function withFields(app: App, fields: Partial<App>): App {
  const changed = Object.entries(fields).map(([key, value]) => [
    key,
    { value: value as unknown, enumerable: true },
  ])
  return Object.defineProperties(
    {},
    { ...Object.getOwnPropertyDescriptors(app), ...(Object.fromEntries(changed) as PropertyDescriptorMap) },
  ) as App
}
