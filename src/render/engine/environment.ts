import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Returns the environment of a renderer: nothing from the caller, so that no credential is accessible, home folders
 * in a temporary folder, no plugins, and a proxy that does not answer. Go does not use a proxy for loopback
 * addresses, so anything that would fetch is also kept out of the stage.
 *
 * @param root a folder for the home folders
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
    // Less garbage collection, because a renderer runs only for a moment.
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
