import { GitHubApi } from "../rooms/doctor-github-github-api.js";

export { GitHubApi };