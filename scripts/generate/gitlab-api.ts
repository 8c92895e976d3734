import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Generates src/forge/gitlab/api.ts: schemas and types for the parts of GitLab's REST API answers that Fairlead
 * reads. The names and types of fields are those of GitLab's own contract (test/contracts). The contract does not
 * define which fields may be missing or null, so this file does.
 */

/** Whether a field may be null or missing. */
type Presence = 'there' | 'or null' | 'or missing' | 'or neither'
/** The fields of an object that are read, or a type if the contract has none. */
type Field = Presence | readonly [Presence, Fields | Kind]
type Kind = 'integer' | 'boolean'
interface Fields {
  readonly [name: string]: Field
}

interface Answer {
  /** A description, which becomes a comment. */
  readonly what: string
  /** A path whose GET returns it, or a list of it. */
  readonly of: string
  readonly fields: Fields
}

const user: Fields = { id: 'there', username: 'there' }
const commit: Fields = {
  id: 'there',
  parent_ids: 'there',
  message: 'there',
  title: 'there',
  author_name: 'there',
  author_email: 'there',
  web_url: 'or neither',
}
const project = '/projects/{id}'
const request = `${project}/merge_requests/{merge_request_iid}`

const pipeline: Fields = { id: 'there' }
const job: Fields = {
  id: 'there',
  name: 'there',
  ref: 'there',
  tag: 'or neither',
  status: 'there',
  started_at: 'or neither',
  user: ['or neither', user],
  pipeline: ['there', pipeline],
}
const access: Fields = { access_level: 'or neither', user_id: 'or neither', group_id: 'or neither' }
const approval: Fields = {
  user: ['there', user],
  status: 'there',
  created_at: 'there',
  comment: 'or neither',
}
const approvalRule: Fields = { ...access, required_approvals: 'or neither' }

/**
 * Only fields that are always present are required, because an older GitLab, or a token with fewer permissions,
 * returns fewer fields.
 */
const answers: Readonly<Record<string, Answer>> = {
  ProjectInfo: {
    what: 'A project.',
    of: project,
    fields: {
      id: 'there',
      path_with_namespace: 'there',
      default_branch: 'or neither',
      archived: 'or missing',
      empty_repo: 'or missing',
      merge_method: 'or missing',
      squash_option: 'or neither',
      automatic_rebase_enabled: 'or neither',
      merge_trains_enabled: ['or neither', 'boolean'],
      only_allow_merge_if_pipeline_succeeds: 'or neither',
      remove_source_branch_after_merge: 'or neither',
      permissions: [
        'or missing',
        {
          project_access: ['or neither', { access_level: ['there', 'integer'] }],
          group_access: ['or neither', { access_level: ['there', 'integer'] }],
        },
      ],
    },
  },
  User: {
    what: 'The owner of the token.',
    of: '/user',
    fields: { ...user, name: 'there', email: 'or neither', commit_email: 'or neither' },
  },
  AccountInfo: {
    what: 'An account. Its `bot` field identifies a bot, regardless of its name.',
    of: '/users/{id}',
    fields: { ...user, bot: 'or neither' },
  },
  Person: { what: 'A member of a project.', of: `${project}/members/all`, fields: user },
  Commit: {
    what: 'A commit, such as the tip of a branch.',
    of: `${project}/repository/commits`,
    fields: commit,
  },
  Branch: {
    what: 'A branch.',
    of: `${project}/repository/branches`,
    fields: {
      name: 'there',
      commit: ['there', commit],
      protected: 'or neither',
      developers_can_push: 'or neither',
      can_push: 'or neither',
    },
  },
  Comparison: {
    what: 'The commits that one commit has and another one does not.',
    of: `${project}/repository/compare`,
    fields: { commits: ['there', commit], web_url: 'or neither' },
  },
  TreeEntry: {
    what: 'An entry of a folder.',
    of: `${project}/repository/tree`,
    fields: { id: 'there', name: 'there', path: 'there', mode: 'there' },
  },
  FileAnswer: {
    what: 'A file with its content.',
    of: `${project}/repository/files/{file_path}`,
    fields: { content: 'there', encoding: 'there', last_commit_id: 'there' },
  },
  MergeRequest: {
    what: 'A merge request. Its head is null for a moment after it is opened.',
    of: request,
    fields: {
      iid: 'there',
      web_url: 'there',
      state: 'there',
      title: 'there',
      description: 'or neither',
      draft: 'or missing',
      author: ['or neither', { id: 'there' }],
      source_branch: 'there',
      source_project_id: 'or neither',
      target_branch: 'there',
      sha: 'or neither',
      labels: 'there',
      assignees: ['or neither', user],
      reviewers: ['or neither', user],
      milestone: ['or neither', { title: 'there' }],
      detailed_merge_status: 'or neither',
      merge_when_pipeline_succeeds: 'or neither',
      merge_commit_sha: 'or neither',
      squash_commit_sha: 'or neither',
    },
  },
  Note: {
    what: 'A note of a merge request.',
    of: `${project}/merge_requests/{noteable_id}/notes`,
    fields: { id: 'there', body: 'there', system: 'there', author: ['there', { id: 'there' }] },
  },
  SystemNote: {
    what: 'A note of a merge request, with its author. GitLab records some events of a merge request as notes.',
    of: `${project}/merge_requests/{noteable_id}/notes`,
    fields: { system: 'there', body: 'there', author: ['there', user] },
  },
  Milestone: { what: 'A milestone.', of: `${project}/milestones`, fields: { title: 'there' } },
  ApprovalRule: {
    what: 'A rule that requires approvals.',
    of: `${project}/approval_rules`,
    fields: { name: 'there', approvals_required: 'there' },
  },
  TokenFacts: {
    what: 'A token. Source: https://docs.gitlab.com/api/personal_access_tokens/',
    of: '/personal_access_tokens/self',
    fields: { scopes: 'there', expires_at: 'or null' },
  },
  GatedRequestInfo: {
    what: 'A merge request that a gate checks.',
    of: request,
    fields: {
      iid: 'there',
      state: 'there',
      draft: 'or missing',
      description: 'or neither',
      author: ['or neither', user],
      source_branch: 'there',
      source_project_id: 'or neither',
      target_branch: 'there',
      sha: 'or neither',
    },
  },
  ProjectSettings: {
    what: 'A project with its settings. Only its members can read the CI settings.',
    of: project,
    fields: {
      id: 'there',
      path_with_namespace: 'there',
      default_branch: 'or neither',
      restrict_user_defined_variables: 'or neither',
      ci_pipeline_variables_minimum_override_role: 'or neither',
      allow_pipeline_trigger_approve_deployment: 'or neither',
    },
  },
  JobInfo: { what: 'A job of a pipeline.', of: `${project}/jobs/{job_id}`, fields: job },
  PipelineInfo: {
    what: 'A pipeline.',
    of: `${project}/pipelines/{pipeline_id}`,
    fields: { id: 'there', project_id: 'there', source: 'or neither', user: ['or neither', user] },
  },
  EnvironmentInfo: {
    what: 'An environment.',
    of: `${project}/environments`,
    fields: { name: 'there', tier: 'or neither' },
  },
  Deployment: {
    what: 'A deployment, with its approvals on Premium.',
    of: `${project}/deployments/{deployment_id}`,
    fields: {
      id: 'there',
      status: 'there',
      environment: ['there', { name: 'there' }],
      deployable: ['or neither', job],
      approvals: ['or neither', approval],
      approval_summary: ['or neither', { rules: ['or neither', approvalRule] }],
    },
  },
  ProtectedEnvironmentInfo: {
    what: 'The protection of an environment.',
    of: `${project}/protected_environments/{name}`,
    fields: {
      name: 'there',
      deploy_access_levels: ['or neither', access],
      required_approval_count: 'or neither',
      approval_rules: ['or neither', approvalRule],
    },
  },
  ProtectedBranchInfo: {
    what: 'The protection of the branches that match a name or pattern.',
    of: `${project}/protected_branches`,
    fields: {
      name: 'there',
      push_access_levels: ['or neither', access],
      merge_access_levels: ['or neither', access],
    },
  },
  FreezePeriod: {
    what: 'A period in which deployments are not allowed, as cron patterns.',
    of: `${project}/freeze_periods`,
    fields: { freeze_start: 'there', freeze_end: 'there', cron_timezone: 'or neither' },
  },
  PushEvent: {
    what: 'A push to a project. If it pushed many branches at once, it does not name them.',
    of: `${project}/events`,
    fields: {
      author: ['there', user],
      push_data: [
        'or neither',
        {
          ref_type: 'or neither',
          ref: 'or neither',
          commit_from: 'or neither',
          commit_to: 'or neither',
          commit_count: 'or neither',
        },
      ],
    },
  },
  Version: { what: 'The version of GitLab.', of: '/version', fields: { version: 'there' } },
}

interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly anyOf?: readonly Schema[]
}

interface Contract extends Components {
  readonly paths: Readonly<Record<string, { readonly get?: Operation }>>
}

interface Components {
  readonly components: { readonly schemas?: Readonly<Record<string, Schema>> }
}

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }>
  >
}

/** Returns the text of the file. */
export function gitlabApi(root: string): string {
  const read = (name: string) =>
    JSON.parse(readFileSync(join(root, 'test/contracts', name), 'utf8')) as Contract
  const [document, documented] = [read('gitlab.json'), read('gitlab-documented.json')]
  const contract: Components = {
    components: { schemas: { ...document.components.schemas, ...documented.components.schemas } },
  }
  // Some operations of the document have no schema for their answer.
  const answerOf = (path: string) =>
    [document, documented]
      .map(({ paths }) => paths[path]?.get?.responses['200']?.content?.['application/json']?.schema)
      .find((schema) => schema !== undefined)
  const schemas = Object.entries(answers).map(([name, { what, of: path, fields }]) => {
    const answer = answerOf(path)
    if (answer === undefined) throw new Error(`the contract has no GET ${path}`)
    const whole = resolved(contract, answer)
    const shape = objectOf(contract, whole.items ?? whole, fields, path)
    return `/** ${what} */\nexport const ${name} = ${shape}\n\nexport type ${name} = v.InferOutput<typeof ${name}>\n`
  })
  return `/**
 * The fields of GitLab's REST API answers that Fairlead reads, with the types of GitLab's own contract: see
 * test/contracts. Generated by \`npm run generate\` from the list in scripts/generate/gitlab-api.ts.
 */
import * as v from 'valibot'

${schemas.join('\n')}`
}

function objectOf(contract: Components, schema: Schema, fields: Fields, place: string): string {
  const { properties = {} } = resolved(contract, schema)
  const text = Object.entries(fields).map(([name, field]) => {
    const [presence, inner] = typeof field === 'string' ? [field, undefined] : field
    const own = properties[name]
    const at = `${place} ${name}`
    if (own === undefined) throw new Error(`the contract has no ${at}`)
    return `${name}: ${around[presence](valueOf(contract, own, inner, at))},`
  })
  const lines = text.join('\n').replaceAll(/^/gm, '  ')
  return `v.object({\n${lines}\n})`
}

function valueOf(
  contract: Components,
  schema: Schema,
  inner: Fields | Kind | undefined,
  place: string,
): string {
  const { type, items } = resolved(contract, schema)
  if (type === 'array') return `v.array(${valueOf(contract, items ?? {}, inner, place)})`
  if (typeof inner === 'object') {
    const same = Object.entries(answers).find(([, { fields }]) => fields === inner)
    return same ? same[0] : objectOf(contract, schema, inner, place)
  }
  const simple = simples[type ?? inner ?? '']
  if (simple === undefined)
    throw new Error(`${place} does not have a simple type: list the fields that are read`)
  return simple
}

const simples: Readonly<Record<string, string>> = {
  string: 'v.string()',
  boolean: 'v.boolean()',
  integer: 'v.number()',
}

const around: Readonly<Record<Presence, (value: string) => string>> = {
  there: (value) => value,
  'or null': (value) => `v.nullable(${value})`,
  'or missing': (value) => `v.optional(${value})`,
  'or neither': (value) => `v.nullish(${value})`,
}

function resolved({ components }: Components, schema: Schema): Schema {
  const name = schema.$ref?.replace('#/components/schemas/', '')
  return name === undefined ? schema : (components.schemas?.[name] ?? {})
}
