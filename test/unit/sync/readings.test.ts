/** The conclusions from the error messages of servers. */
import { describe, expect, it } from 'vitest'
import { homelessBy, renderFault } from '../../../src/sync/server/readings.ts'

describe('the commit is to blame', () => {
  it.each([
    'Manifest generation error (cached): `kustomize build` failed exit status 1: accumulating resources: gone.yaml: no such file or directory',
    '`helm template . --name-template web` failed exit status 1: Error: values.yaml: mapping values are not allowed',
    'error generating manifests: no manifests found',
  ])('%s', (message) => expect(renderFault({ code: 2, message })).toBe(message))
})

describe('the commit is not to blame', () => {
  it.each([
    // Since 3.5, the server queries the cluster with the account of the project, which may have fewer permissions
    // than the token.
    [2, 'error getting server version: the server has asked for the client to provide credentials'],
    [
      2,
      'error getting application cluster config: error deriving service account to impersonate: no matching',
    ],
    [7, 'namespaces is forbidden: User "system:serviceaccount:web:deployer" cannot list'],
    [2, 'failed to get ref sources: error getting repository'],
    [14, 'connection error: desc = "transport: Error while dialing"'],
    [2, 'failed to list refs: dial tcp 10.0.0.1:443: i/o timeout'],
    [2, '`helm dependency build` failed: Get "https://charts.example.com/index.yaml": no such host'],
    [2, 'plugin sidecar failed. error generating manifests in cmp: signal: killed'],
    [2, 'Manifest generation error (cached): authentication required: Repository not found.'],
  ] as const)('%s %s', (code, message) => expect(renderFault({ code, message })).toBeUndefined())
})

describe('a pod without a node', () => {
  const event = (reason: string) => ({ reason, message: `said by ${reason}` })
  it('waits for an autoscaler that makes one', () =>
    expect(homelessBy([event('FailedScheduling'), event('TriggeredScaleUp')])).toEqual({
      message: 'said by TriggeredScaleUp',
      isScaling: true,
    }))
  it('does not wait for one that has given up since', () =>
    expect(
      homelessBy([event('TriggeredScaleUp'), event('FailedScheduling'), event('NotTriggerScaleUp')]),
    ).toEqual({
      message: 'said by FailedScheduling',
      isScaling: false,
    }))
  it('is told as such where nobody says a word', () => expect(homelessBy([]).isScaling).toBe(false))
})
