import { fileURLToPath } from 'node:url'

/** The path of a bundle as it is published, such as `cli`. */
export function bundle(name: string): string {
  return fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url))
}

/** The command line as the measured command. */
export function fairlead(...args: readonly string[]): readonly string[] {
  return [process.execPath, bundle('cli'), ...args]
}
