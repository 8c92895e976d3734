import type { InputDescriptions } from '../describe.ts'

/** The inputs for the apps of a command, and for the location of the infra repo. */
export const whichInputs = {
  path: {
    type: 'text',
    default: '.',
    description: 'The checkout of the infra repo.',
  },
  output: {
    type: 'choice',
    options: ['text', 'json'],
    default: 'text',
    surface: 'command line',
    description: 'The output format.',
  },
  app: {
    type: 'list',
    aliases: ['apps'],
    description: 'Select only these apps, by name: web in prod also matches web-prod. Default: all.',
  },
  environment: {
    type: 'list',
    aliases: ['env'],
    description: 'Environments, such as prod.',
  },
  cluster: {
    type: 'list',
    description: 'Select only the apps on these clusters.',
  },
} as const satisfies InputDescriptions
