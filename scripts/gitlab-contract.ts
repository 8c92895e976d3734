/**
 * Writes test/contracts/gitlab.json: the operations of GitLab's REST API that Fairlead and its tests use, shapes
 * only. It is an excerpt of test/contracts/gitlab-openapi.yaml, which has them as in GitLab's own OpenAPI document.
 * The fake GitLab checks every request and answer against it.
 *
 *   node scripts/gitlab-contract.ts              writes the excerpt
 *   node scripts/gitlab-contract.ts --check      exits 1 if the committed excerpt differs
 *   node scripts/gitlab-contract.ts FILE …       reads another document of the same format
 *
 * The document is under CC BY-SA 4.0, and so is the excerpt: it states the licence, the source and the changes.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { load } from 'js-yaml'
import type { Cut, Json, JsonObject } from './contract-excerpt.ts'
import { excerptComponents, isObject, object, stripProse } from './contract-excerpt.ts'

const contracts = new URL('../test/contracts/', import.meta.url)
const documentPath = fileURLToPath(new URL('gitlab-openapi.yaml', contracts))
const excerptPath = fileURLToPath(new URL('gitlab.json', contracts))

/** The paths below /api/v4, with their methods. */
const operations: Readonly<Record<string, readonly string[]>> = {
  '/groups/{id}/members': ['get'],
  '/groups/{id}/members/all': ['get'],
  '/groups/{id}/protected_environments': ['get'],
  '/groups/{id}/protected_environments/{name}': ['get'],
  '/job': ['get'],
  '/metadata': ['get'],
  '/personal_access_tokens/self': ['get'],
  '/projects/{id}': ['get'],
  '/projects/{id}/approval_rules': ['get'],
  '/projects/{id}/deployments': ['get', 'post'],
  '/projects/{id}/deployments/{deployment_id}': ['get', 'put'],
  '/projects/{id}/deployments/{deployment_id}/approval': ['post'],
  '/projects/{id}/deployments/{deployment_id}/merge_requests': ['get'],
  '/projects/{id}/environments': ['get', 'post'],
  '/projects/{id}/environments/{environment_id}': ['get', 'put'],
  '/projects/{id}/events': ['get'],
  '/projects/{id}/freeze_periods': ['get'],
  '/projects/{id}/freeze_periods/{freeze_period_id}': ['get'],
  '/projects/{id}/jobs/{job_id}': ['get'],
  '/projects/{id}/jobs/{job_id}/artifacts': ['get'],
  '/projects/{id}/jobs/{job_id}/artifacts/{artifact_path}': ['get'],
  '/projects/{id}/labels': ['get', 'post'],
  '/projects/{id}/members/all': ['get'],
  '/projects/{id}/merge_requests': ['get', 'post'],
  '/projects/{id}/merge_requests/{merge_request_iid}': ['get', 'put'],
  '/projects/{id}/merge_requests/{merge_request_iid}/approval_rules': ['get'],
  '/projects/{id}/merge_requests/{merge_request_iid}/approval_state': ['get'],
  '/projects/{id}/merge_requests/{merge_request_iid}/approvals': ['get'],
  '/projects/{id}/merge_requests/{merge_request_iid}/approve': ['post'],
  '/projects/{id}/merge_requests/{merge_request_iid}/cancel_merge_when_pipeline_succeeds': ['post'],
  '/projects/{id}/merge_requests/{merge_request_iid}/changes': ['get'],
  '/projects/{id}/merge_requests/{merge_request_iid}/commits': ['get'],
  '/projects/{id}/merge_requests/{merge_request_iid}/diffs': ['get'],
  '/projects/{id}/merge_requests/{merge_request_iid}/merge': ['put'],
  '/projects/{id}/merge_requests/{merge_request_iid}/pipelines': ['get'],
  '/projects/{id}/merge_requests/{merge_request_iid}/rebase': ['put'],
  '/projects/{id}/merge_requests/{merge_request_iid}/unapprove': ['post'],
  '/projects/{id}/merge_requests/{merge_request_iid}/versions': ['get'],
  '/projects/{id}/merge_requests/{noteable_id}/notes': ['get', 'post'],
  '/projects/{id}/merge_requests/{noteable_id}/notes/{note_id}': ['get', 'put', 'delete'],
  '/projects/{id}/merge_trains': ['get'],
  '/projects/{id}/merge_trains/merge_requests/{merge_request_iid}': ['get', 'post'],
  '/projects/{id}/merge_trains/{target_branch}': ['get'],
  '/projects/{id}/milestones': ['get'],
  '/projects/{id}/pipelines': ['get'],
  '/projects/{id}/pipelines/{pipeline_id}': ['get'],
  '/projects/{id}/pipelines/{pipeline_id}/jobs': ['get'],
  '/projects/{id}/protected_branches': ['get'],
  '/projects/{id}/protected_branches/{name}': ['get'],
  '/projects/{id}/protected_environments': ['get'],
  '/projects/{id}/protected_environments/{name}': ['get'],
  '/projects/{id}/repository/archive': ['get'],
  '/projects/{id}/repository/blobs/{sha}': ['get'],
  '/projects/{id}/repository/blobs/{sha}/raw': ['get'],
  '/projects/{id}/repository/branches': ['get', 'post'],
  '/projects/{id}/repository/branches/{branch}': ['get', 'head', 'delete'],
  '/projects/{id}/repository/commits': ['get', 'post'],
  '/projects/{id}/repository/commits/{sha}': ['get'],
  '/projects/{id}/repository/commits/{sha}/diff': ['get'],
  '/projects/{id}/repository/commits/{sha}/merge_requests': ['get'],
  '/projects/{id}/repository/commits/{sha}/revert': ['post'],
  '/projects/{id}/repository/commits/{sha}/signature': ['get'],
  '/projects/{id}/repository/commits/{sha}/statuses': ['get'],
  '/projects/{id}/repository/compare': ['get'],
  '/projects/{id}/repository/files/{file_path}': ['get', 'head'],
  '/projects/{id}/repository/files/{file_path}/raw': ['get'],
  '/projects/{id}/repository/merge_base': ['get'],
  '/projects/{id}/repository/tree': ['get'],
  '/projects/{id}/statuses/{sha}': ['post'],
  '/user': ['get'],
  '/users': ['get'],
  '/version': ['get'],
}

const cut: Cut = {
  naming: new Set(['properties', 'headers', 'responses']),
  sections: ['schemas', 'parameters'],
  opaque: new Set([
    'APIEntitiesCiRunner',
    'APIEntitiesCiRunnerManager',
    'APIEntitiesClustersAgent',
    'APIEntitiesContainerExpirationPolicy',
    'APIEntitiesCustomAttribute',
    'APIEntitiesGroup',
    'APIEntitiesLicenseBasic',
    'APIEntitiesMemberRole',
    'APIEntitiesProjectStatistics',
    'APIEntitiesSuggestion',
    'APIEntitiesUser',
    'DetailedStatusEntity',
  ]),
}

const base = '/api/v4'
/** Keeps only the JSON form of a body, if it has one, because Fairlead sends no other. */
function jsonOnly(requestBody: JsonObject): JsonObject {
  const json = object(requestBody.content)['application/json']
  return json === undefined ? requestBody : { ...requestBody, content: { 'application/json': json } }
}

function excerptPaths(all: JsonObject): JsonObject {
  const paths: JsonObject = {}
  for (const [path, methods] of Object.entries(operations)) {
    const kept: JsonObject = {}
    for (const method of methods) {
      const operation = object(all[`${base}${path}`])[method]
      if (!isObject(operation)) throw new Error(`no such operation: ${method} ${path}`)
      const { operationId, parameters, requestBody, responses } = operation
      const whole: JsonObject = { operationId: operationId ?? '', parameters: parameters ?? [] }
      if (requestBody !== undefined) whole.requestBody = jsonOnly(object(requestBody))
      whole.responses = responses ?? {}
      kept[method] = stripProse(whole, cut)
    }
    paths[path] = kept
  }
  return paths
}

function makeExcerpt(file: string): string {
  const { openapi, info, components, paths: allPaths } = object(load(readFileSync(file, 'utf8')) as Json)
  const { version, license, 'x-source': source } = object(info)
  const { repo, path, commit } = object(source)
  const paths = excerptPaths(object(allPaths))
  const excerpt = {
    openapi,
    info: {
      title: 'Excerpt of the GitLab REST API: shapes only',
      version,
      license,
      'x-source': { repo, path, commit },
      'x-changes': 'Some operations only, without prose; paths below /api/v4; some schemas are any object.',
    },
    paths,
    components: excerptComponents(object(components), paths, cut),
  }
  return `${JSON.stringify(excerpt, null, 1)}\n`
}

function checked(file: string): string | undefined {
  let excerpt: string
  try {
    excerpt = makeExcerpt(file)
  } catch (error) {
    return `cannot create the excerpt from ${file}: ${error instanceof Error ? error.message : String(error)}`
  }
  if (readFileSync(excerptPath, 'utf8') === excerpt) return undefined
  return `test/contracts/gitlab.json does not match ${file}; run node scripts/gitlab-contract.ts`
}

const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean' } },
  allowPositionals: true,
})
const [file = documentPath] = positionals
if (values.check === true) {
  const problem = checked(file)
  if (problem !== undefined) {
    process.stderr.write(`${problem}\n`)
    process.exitCode = 1
  }
} else {
  writeFileSync(excerptPath, makeExcerpt(file))
}
