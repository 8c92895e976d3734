/** The README at the root of the branch, for anyone who finds the branch. */
export const README = `# Records

Fairlead stores here the outcome of each commit that it waited for (\`fairlead sync\`), and what it decided and merged (\`fairlead gate\`); nothing else. This branch has no code and is never merged.

Each file below \`entries/\` is one entry, named by its number. Entries are only added: each contains the SHA-256 of the previous one, so that a change is detectable. Do not edit, delete or rebase anything here.

For the fields, how to read and check the entries, and how to protect this branch, see https://github.com/fairlead-dev/fairlead/blob/main/docs/records.md
`
