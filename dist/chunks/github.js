import { context, getOctokit } from "../packages/actions-github.js";

export { context, getOctokit };