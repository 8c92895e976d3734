import manifest from '../../package.json' with { type: 'json' }

/** Fairlead's version. */
export const { version } = manifest
