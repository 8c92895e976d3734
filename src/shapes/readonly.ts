/** What a schema gives, as data that nobody changes: valibot's own types may be written to. */
export type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T
