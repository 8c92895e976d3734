/** Which refusals of Argo CD to render say something of the commit, and which of the way to it. */
import { describe, expect, it } from 'vitest'
import { renderFault } from '../../../src/sync/asking.ts'

describe('the commit is to blame', () => {
  it.each([
    'error generating manifests: rpc error: code = Unknown desc = Manifest generation error (cached): `kustomize build` failed exit status 1: accumulating resources: gone.yaml: no such file or directory',
    'error generating manifests: rpc error: code = FailedPrecondition desc = values.yaml: mapping values are not allowed in this context',
  ])('%s', (message) => expect(renderFault(message)).toBe(message))
})

describe('the commit is not to blame', () => {
  it.each([
    // Since 3.5 the server asks the cluster as the account that the project names, which may do less than the token.
    'error getting server version: the server has asked for the client to provide credentials',
    'error getting API resources: namespaces is forbidden: User "system:serviceaccount:web:deployer" cannot list',
    'error getting application cluster config: error deriving service account to impersonate: no matching',
    'failed to get ref sources: error getting repository',
    'error generating manifests: rpc error: code = Unavailable desc = connection error',
    'error generating manifests: rpc error: code = Unknown desc = failed to list refs: dial tcp 10.0.0.1:443: i/o timeout',
    'error generating manifests: rpc error: code = Unknown desc = `helm dependency build` failed: Get "https://charts.example.com/index.yaml": no such host',
    'error generating manifests: rpc error: code = Unknown desc = plugin sidecar failed. signal: killed',
  ])('%s', (message) => expect(renderFault(message)).toBeUndefined())
})
