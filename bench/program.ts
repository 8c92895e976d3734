import { fileURLToPath } from 'node:url'

/** Returns the path of a published bundle, such as `cli`. */
export function bundle(name: string): string {
  return fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url))
}

/** Returns the arguments that run the command line, as a command to measure. */
export function fairlead(...args: readonly string[]): readonly string[] {
  return [process.execPath, bundle('cli'), ...args]
}
