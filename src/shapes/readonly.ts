/** The output of a schema as read-only data: valibot's own types are mutable. */
export type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T
