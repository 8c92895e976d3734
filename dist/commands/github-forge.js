import { GitHubForge, openGitHubForge, startsNoWorkflows } from "../chunks/forge-github.js";

export { openGitHubForge, startsNoWorkflows };