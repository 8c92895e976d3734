import type { InputDescriptions } from '../describe.ts'

/** Which apps a command is about, and where the infra repo is. */
export const whichInputs = {
  path: {
    type: 'text',
    default: '.',
    description:
      'The folder of the infra repo: any folder for bump, inventory and doctor, a git checkout for pull-request.',
  },
  output: {
    type: 'choice',
    options: ['text', 'json'],
    default: 'text',
    surface: 'command line',
    description: 'How the result is printed.',
  },
  app: {
    type: 'list',
    aliases: ['apps'],
    description:
      'Apps, by name. Without it all of the environments; for a bump, all of them that use the image.',
  },
  environment: {
    type: 'list',
    aliases: ['env'],
    description: 'Environments. For a bump it may be left out where an app has only one.',
  },
  cluster: {
    type: 'list',
    description: 'Only the apps on these clusters.',
  },
} as const satisfies InputDescriptions
