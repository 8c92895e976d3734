import { mkdirSync, symlinkSync } from 'node:fs'
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
  const places = credentialPlaces(
    {
      GOOGLE_GHA_CREDS_PATH: join(top, 'gha-creds-1.json'),
      KUBECONFIG: ['/elsewhere/config', `${top}-link/kube/config`].join(':'),
      DOCKER_CONFIG: join(top, '.docker'),
      NPM_CONFIG_USERCONFIG: '.npmrc',
      AZURE_CONFIG_DIR: top,
    },
    join(top, 'apps'),
  )
  const of = (path: string) => credentialOf(path, places)
  expect(of('gha-creds-1.json')).toBe('GOOGLE_GHA_CREDS_PATH')
  expect(of('kube/config')).toBe('KUBECONFIG')
  expect(of('.docker/config.json')).toBe('DOCKER_CONFIG')
  expect(of('.npmrc')).toBe('NPM_CONFIG_USERCONFIG')
  expect(of('apps/web/values.yaml')).toBeUndefined()
  expect(of('.dockerignore')).toBeUndefined()
})
