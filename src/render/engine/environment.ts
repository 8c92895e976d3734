import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The environment of a renderer: nothing of the caller's, so that no credential is in its reach, homes in a
 * temporary folder, no plugins, and a proxy that answers nothing. Go does not use a proxy for loopback
 * addresses: what fetches is kept out of the stage as well.
 *
 * @param root a folder for its homes
 */
export function rendererEnvironment(root: string): Record<string, string> {
  const home = join(root, 'home')
  const plugins = join(home, 'plugins')
  mkdirSync(plugins, { recursive: true })
  const nowhere = 'http://127.0.0.1:9'
  return {
    HOME: home,
    USERPROFILE: home,
    TMPDIR: home,
    TMP: home,
    TEMP: home,
    PATH: '',
    LC_ALL: 'C',
    TZ: 'UTC',
    // Half as much garbage collection: a renderer lives for a moment.
    GOGC: '400',
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    ALL_PROXY: nowhere,
    http_proxy: nowhere,
    https_proxy: nowhere,
    all_proxy: nowhere,
    NO_PROXY: '',
    no_proxy: '',
    KUBECONFIG: join(home, 'kubeconfig'),
    KUSTOMIZE_PLUGIN_HOME: plugins,
    XDG_CACHE_HOME: join(home, 'cache'),
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_DATA_HOME: join(home, 'data'),
    HELM_CACHE_HOME: join(home, 'helm-cache'),
    HELM_CONFIG_HOME: join(home, 'helm-config'),
    HELM_DATA_HOME: join(home, 'helm-data'),
    HELM_PLUGINS: plugins,
    HELM_NO_PLUGINS: '1',
    ...(process.platform === 'win32' ? { SystemRoot: String.raw`C:\Windows` } : {}),
  }
}
