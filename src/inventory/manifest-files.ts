/** Folders whose YAML is not applied unchanged. */
const NOT_APPLIED = /(^|\/)(\.[^/]+|node_modules|crds)\//

/** Reports whether a file is in a folder whose YAML is not applied unchanged; folders of templates may be. */
export function isPassedOver(path: string): boolean {
  return NOT_APPLIED.test(path)
}

/** Reports whether a file may be YAML that is applied unchanged, by its path. */
export function isManifest(path: string): boolean {
  return /\.ya?ml$/.test(path) && !isPassedOver(path) && !/(^|\/)templates\//.test(path)
}
