import type { App, DeclaredApp } from './model.ts'

/** The fields of an app that are expensive to compute: they are computed on first use. */
export interface Late {
  images(): App['images']
  notes(): App['notes']
}

const LATE = Symbol('what is found when it is asked for')

interface LateApp {
  readonly [LATE]: Late
}

/** One pair of accessors for all apps: an object with accessors of its own is slow and needs more memory. */
const ACCESSORS = {
  images: {
    enumerable: true,
    configurable: true,
    get(this: LateApp) {
      return this[LATE].images()
    },
  },
  notes: {
    enumerable: true,
    configurable: true,
    get(this: LateApp) {
      return this[LATE].notes()
    },
  },
} as const

/** Returns the app with images and notes that are computed on first use. */
export function withLate(app: Omit<App, keyof Late>, late: Late): App {
  return withAccessors(app, late, ['images', 'notes'])
}

/** Returns the app with changed fields; the expensive fields are still computed only on use. */
export function withFields<T extends DeclaredApp>(app: T, fields: Partial<T>): T {
  const late = (app as Partial<LateApp>)[LATE]
  if (!late) return { ...app, ...fields }
  const isLate = (key: string): key is keyof Late =>
    Object.hasOwn(ACCESSORS, key) && Object.getOwnPropertyDescriptor(app, key)?.get !== undefined
  const result: Record<string, unknown> = {}
  const kept: (keyof Late)[] = []
  for (const key of Object.keys(app)) {
    if (Object.hasOwn(fields, key)) continue
    if (isLate(key)) kept.push(key)
    else result[key] = app[key as keyof T]
  }
  return withAccessors(Object.assign(result, fields), late, kept) as DeclaredApp as T
}

function withAccessors(app: object, late: Late, keys: readonly (keyof Late)[]): App {
  Object.defineProperty(app, LATE, { value: late })
  for (const key of keys) Object.defineProperty(app, key, ACCESSORS[key])
  return app as App
}
