import { readFileSync } from 'node:fs'
import { stringify } from 'yaml'
import type { CommandDescription, Input } from '../../src/commands/describe.ts'
import { optionsOf, ownNames } from '../../src/commands/describe.ts'
import { inGitlabsWords } from '../../src/commands/gitlab-words.ts'
import { ARTIFACTS } from '../../src/runtime/gitlab.ts'
import { componentInputs, inputVariable } from '../../src/runtime/variables.ts'
import { otherNames } from './action-yml.ts'

/** The script that runs the program. It is the same for all components, and no inputs are inserted into it. */
const script = readFileSync(new URL('run.sh', import.meta.url), 'utf8')
const onDefaultBranch = { if: '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH' }

/**
 * Returns the text of a component: `templates/<name>.yml`.
 *
 * @param name the component's name: GitLab's term if the command has two names
 */
export function componentYml(name: string, command: CommandDescription): string {
  const inputs = inputsOf(command)
  const header = {
    spec: {
      component: ['sha'],
      inputs: {
        ...Object.fromEntries(inputs.map(({ name, spec }) => [name, spec])),
        ...jobInputs(name, command),
      },
    },
  }
  const job = {
    stage: value('stage'),
    // A runner starts its own shell and must not start the entrypoint of the image.
    image: { name: value('job-image'), entrypoint: [''] },
    rules: value('job-rules'),
    variables: {
      // The trial merge needs the merge base of the change, and by default a runner fetches only the newest commits.
      ...('comment' in command.inputs || 'plan' in command.inputs ? { GIT_DEPTH: '0' } : {}),
      FAIRLEAD_COMPONENT: name,
      FAIRLEAD_COMMIT: '$[[ component.sha ]]',
      FAIRLEAD_PROJECT: raw(value('fairlead-project')),
      ...Object.fromEntries(
        inputs.map(({ name, type }) => [inputVariable(name), raw(value(name, type === 'flag'))]),
      ),
    },
    script: [script],
    artifacts: {
      name: `fairlead-${name}`,
      expose_as: `Fairlead ${name}`,
      when: 'always',
      expire_in: '30 days',
      paths: [`${ARTIFACTS}/`],
      reports: { dotenv: `${ARTIFACTS}/${name}.env` },
    },
  }
  const text = [header, { [value('job-name')]: job }].map((part) => stringify(part, { lineWidth: 0 }))
  return [
    '# Made by `npm run generate` from src/commands; do not edit.\n',
    `# ${inGitlabsWords(command.summary)}\n`,
    text.join('---\n'),
  ].join('')
}

/** Returns the inputs of a component, under all of their names. */
function inputsOf({ inputs }: CommandDescription) {
  const own = ownNames(inputs)
  return componentInputs(inputs).map((name) => {
    const ownName = own.get(name) ?? name
    const input = inputs[ownName] as Input
    const other = new Map(otherNames(ownName, input)).get(name)
    return { name, type: input.type, spec: { ...inputOf(input), ...other } }
  })
}

/** Returns the spec of a component's input. */
function inputOf(input: Input): object {
  const description = inGitlabsWords(input.description)
  switch (input.type) {
    case 'flag':
      return { description, type: 'boolean', default: input.default }
    case 'choice':
      return { description, options: optionsOf(input), default: input.componentDefault ?? input.default }
    // Options of GitLab allow only one value.
    case 'choices':
      return {
        description: `${description} Any of ${input.options.join(', ')}, comma- or newline-separated.`,
        regex: wordsPattern(input.options),
        default: input.componentDefault ?? input.default,
      }
    // A number may be omitted, which GitLab's own type does not allow before 18.9.
    case 'number':
      return { description: `${description} A whole number.`, regex: String.raw`^\d*$`, default: '' }
    // GitLab cannot convert an array in a variable back to its items.
    case 'list':
      return { description: `${description} A comma- or newline-separated list.`, default: '' }
    case 'text':
      return input.required === true && input.componentDefault === undefined
        ? { description }
        : { description, default: input.componentDefault ?? input.default ?? '' }
  }
}

/** Returns a pattern (RE2) that matches one or more of the words, separated by commas or newlines. */
function wordsPattern(words: readonly string[]): string {
  const word = String.raw`\s*(${words.join('|')})\s*`
  return `^${word}([,\\n]${word})*$`
}

/** Returns the inputs that configure the job. */
function jobInputs(name: string, { inputs }: CommandDescription): Record<string, object> {
  // A command that has a dry run makes changes.
  const writes = 'dry-run' in inputs
  const tag = { if: '$CI_COMMIT_TAG' }
  // A child pipeline has another source, and the variables of its parent's merge request.
  const mergeRequest = { if: '$CI_MERGE_REQUEST_IID' }
  // The token is a protected variable, so the pipeline of a merge request does not have it.
  const others = writes ? [tag] : 'token' in inputs ? [] : [mergeRequest]
  return {
    'job-name': {
      description:
        "The job's name. To add needs, environment, resource_group and the like, write a job of this name.",
      default: `fairlead-${name}`,
    },
    stage: { description: "The job's stage.", default: writes ? 'deploy' : 'test' },
    'job-rules': {
      description: "The job's rules. With when: manual in them, a person starts it.",
      type: 'array',
      // On the default branch there is nothing to compare or to comment on.
      default: 'comment' in inputs ? [mergeRequest] : [onDefaultBranch, ...others],
    },
    'job-image': {
      description: `The image that the job runs in. It has Node 20.19 or newer and git${'helm-path' in inputs ? '; helm and kustomize are fetched where it has none' : ''}; or Fairlead itself, with FAIRLEAD_HOME set to the folder that holds dist.`,
      default: 'node:24-bookworm',
    },
    'fairlead-project': {
      description:
        'The project that holds this component, for the program that belongs to it; another one on a mirror.',
      default: 'fairlead-dev/fairlead',
    },
  }
}

/**
 * Returns a reference to an input. GitLab does not allow a boolean as a variable, but converts it to a string inside
 * of a longer string, so a space is added.
 */
function value(input: string, asText = false): string {
  return `$[[ inputs.${input} ]]${asText ? ' ' : ''}`
}

/** Returns a variable that reaches the job unchanged, even if it contains dollar signs. */
function raw(text: string): object {
  return { value: text, expand: false }
}
