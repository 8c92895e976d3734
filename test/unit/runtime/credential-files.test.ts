import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { credentialOf, credentialPlaces } from '../../../src/runtime/credential-files.ts'
import { temporaryFolder } from '../../support/git.ts'

test('files and folders of a checkout that a job names as credentials are known, however they are written', () => {
  const top = temporaryFolder()
  mkdirSync(join(top, '.git'))
  mkdirSync(join(top, 'apps'))
  mkdirSync(join(top, '.docker'))
  symlinkSync(top, `${top}-link`)
  for (const name of ['deploy.token', 'cosign.pub']) writeFileSync(join(top, name), 'x')
  const places = credentialPlaces(
    {
      GOOGLE_GHA_CREDS_PATH: join(top, 'gha-creds-1.json'),
      KUBECONFIG: ['/elsewhere/config', `${top}-link/kube/config`].join(':'),
      DOCKER_CONFIG: join(top, '.docker'),
      NPM_CONFIG_USERCONFIG: '.npmrc',
      AZURE_CONFIG_DIR: top,
      MY_DEPLOY_TOKEN_FILE: 'deploy.token',
      COSIGN_PUBLIC_KEY_PATH: 'cosign.pub',
      REVIEW_TOKEN_PATH: 'not-there',
    },
    join(top, 'apps'),
  )
  const of = (path: string) => credentialOf(path, places)
  expect(of('gha-creds-1.json')).toMatch(/^GOOGLE_GHA_CREDS_PATH points to it/)
  expect(of('kube/config')).toMatch(/^KUBECONFIG /)
  expect(of('.docker/config.json')).toMatch(/^DOCKER_CONFIG /)
  expect(of('.npmrc')).toMatch(/^NPM_CONFIG_USERCONFIG /)
  expect(of('deploy.token')).toMatch(/^MY_DEPLOY_TOKEN_FILE /)
  // A file of an older job in a reused workspace.
  expect(of('gha-creds-0123456789abcdef.json')).toMatch(/google-github-actions\/auth/)
  expect(of('cosign.pub')).toBeUndefined()
  expect(of('not-there')).toBeUndefined()
  expect(of('apps/web/values.yaml')).toBeUndefined()
  expect(of('.dockerignore')).toBeUndefined()
})
